package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Reads files of host keys as OpenSSH writes them; sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
final class KnownHosts {
    private KnownHosts() {}

    /** What a line says of its key. */
    enum Marker {
        /** It is the host's. */
        NONE,
        /** It signs certificates of the host. */
        AUTHORITY,
        /** It is never to be taken. */
        REVOKED
    }

    /**
     * A key that is known of a host.
     *
     * @param place where that stands, for people
     * @param marker what is said of it
     * @param type such as {@code ssh-ed25519}
     * @param key in base 64
     */
    record Entry(String place, Marker marker, String type, String key) {
        /** The key as {@code ssh-keygen -l} shows it. */
        String fingerprint() {
            try {
                var hash =
                        MessageDigest.getInstance("SHA-256")
                                .digest(Base64.getDecoder().decode(key));
                return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
            } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
                return "an unreadable " + type + " key";
            }
        }
    }

    /** Entries of a host's own list. */
    static List<Entry> fixed(List<String> keys) {
        var all = new ArrayList<Entry>();
        for (var key : keys) {
            var words = key.strip().split("\\s+", -1);
            if (words.length >= 2) {
                all.add(new Entry("given with the host", Marker.NONE, words[0], words[1]));
            }
        }
        return all;
    }

    /**
     * What a file says of a host; nothing where it cannot be read, as OpenSSH does.
     *
     * @param name the host, as {@code [host]:port} where the port is not 22
     */
    static List<Entry> read(Path file, String name) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException missing) {
            return List.of();
        }
        var all = new ArrayList<Entry>();
        for (var number = 1; number <= lines.size(); number++) {
            parse(lines.get(number - 1), name, file + " line " + number).ifPresent(all::add);
        }
        return all;
    }

    private static Optional<Entry> parse(String line, String name, String place) {
        var text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return Optional.empty();
        }
        var words = new ArrayList<>(Arrays.asList(text.split("\\s+", -1)));
        var marker = Marker.NONE;
        if (text.startsWith("@")) {
            switch (words.removeFirst()) {
                case "@revoked" -> marker = Marker.REVOKED;
                case "@cert-authority" -> marker = Marker.AUTHORITY;
                default -> {
                    return Optional.empty();
                }
            }
        }
        if (words.size() < 3 || !matches(words.get(0), name)) {
            return Optional.empty();
        }
        return Optional.of(new Entry(place, marker, words.get(1), words.get(2)));
    }

    private static boolean matches(String hosts, String name) {
        if (hosts.startsWith("|1|")) {
            return matchesHash(hosts, name);
        }
        return SshPatterns.matches(
                Arrays.asList(hosts.toLowerCase(Locale.ROOT).split(",", -1)),
                name.toLowerCase(Locale.ROOT));
    }

    private static boolean matchesHash(String hashed, String name) {
        var parts = hashed.split("\\|", -1);
        if (parts.length != 4) {
            return false;
        }
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
            var hash = mac.doFinal(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[3]));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return false;
        }
    }
}
