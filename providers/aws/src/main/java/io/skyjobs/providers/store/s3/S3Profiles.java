package io.skyjobs.providers.store.s3;

import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The files with profiles that the tools of AWS share, read again whenever one has changed. Where
 * there is no such file, nothing of the SDK is loaded. Safe for use from many threads.
 */
final class S3Profiles {
    private final Path credentials;
    private final Path configuration;
    private final AtomicReference<Optional<Read>> last = new AtomicReference<>(Optional.empty());

    S3Profiles(Path credentials, Path configuration) {
        this.credentials = credentials;
        this.configuration = configuration;
    }

    private record Read(List<String> stamps, ProfileFile content) {}

    /** A profile; empty when no file has it. */
    Optional<Profile> named(String name) {
        return content().profile(name);
    }

    /** What a profile says of a property. */
    Optional<String> property(String profile, String property) {
        return isAny()
                ? content().profile(profile).flatMap(it -> it.property(property))
                : Optional.empty();
    }

    /** Whether there is a file at all. */
    boolean isAny() {
        return Files.isReadable(credentials) || Files.isReadable(configuration);
    }

    /** All profiles of both files; the same object until a file changes. */
    ProfileFile content() {
        List<String> stamps = List.of(stamp(credentials), stamp(configuration));
        Optional<Read> before = last.get();
        if (before.isPresent() && before.get().stamps().equals(stamps)) {
            return before.get().content();
        }
        ProfileFile.Aggregator files = ProfileFile.aggregator();
        add(files, credentials, ProfileFile.Type.CREDENTIALS);
        add(files, configuration, ProfileFile.Type.CONFIGURATION);
        Read now = new Read(stamps, files.build());
        last.set(Optional.of(now));
        return now.content();
    }

    private static void add(ProfileFile.Aggregator files, Path file, ProfileFile.Type type) {
        if (Files.isReadable(file)) {
            files.addFile(ProfileFile.builder().content(file).type(type).build());
        }
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return facts.lastModifiedTime()
                    + " "
                    + facts.size()
                    + " "
                    + Objects.toString(facts.fileKey());
        } catch (IOException none) {
            return "none";
        }
    }
}
