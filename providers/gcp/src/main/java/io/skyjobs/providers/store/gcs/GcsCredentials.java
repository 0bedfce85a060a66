package io.skyjobs.providers.store.gcs;

import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Credentials as the SDK has them.
 *
 * @param name where they come from, for people
 * @param stamp changes with what they were read from
 * @param text the file they were read from; empty where there is none
 * @param google bring tokens; empty at an endpoint that wants none
 */
record GcsCredentials(
        String name, String stamp, Optional<String> text, Optional<GoogleCredentials> google) {
    /** Reads and writes objects, and makes buckets. */
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    /** Tells nothing of the text. */
    @Override
    public String toString() {
        return name;
    }

    /** What a grant stands for now, or the ones before when nothing has changed. */
    static GcsCredentials of(GcsLogin.Grant grant, Optional<GcsCredentials> before)
            throws ObjectStoreException {
        return switch (grant) {
            case GcsLogin.Grant.File file -> ofFile(file, before);
            case GcsLogin.Grant.Machine machine ->
                    before.filter(it -> it.stamp().equals("machine"))
                            .orElseGet(
                                    () ->
                                            new GcsCredentials(
                                                    machine.name(),
                                                    "machine",
                                                    Optional.empty(),
                                                    Optional.of(
                                                            ComputeEngineCredentials.create()
                                                                    .createScoped(SCOPE))));
            case GcsLogin.Grant.Nothing nothing ->
                    new GcsCredentials(
                            nothing.name(), "nothing", Optional.empty(), Optional.empty());
        };
    }

    private static GcsCredentials ofFile(GcsLogin.Grant.File file, Optional<GcsCredentials> before)
            throws ObjectStoreException {
        String text = text(file.path());
        String stamp = file.path() + "\n" + text;
        if (before.isPresent() && before.get().stamp().equals(stamp)) {
            return before.get();
        }
        try {
            GoogleCredentials read =
                    GoogleCredentials.fromStream(
                                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                            .createScoped(SCOPE);
            return new GcsCredentials(file.name(), stamp, Optional.of(text), Optional.of(read));
        } catch (IOException | IllegalArgumentException unfit) {
            throw new ObjectStoreException(
                    Kind.AUTH,
                    "CREDENTIALS",
                    "The file "
                            + file.path()
                            + " ("
                            + file.name()
                            + ") holds no credentials of Google that can be used. Put a service"
                            + " account's key there, or run `gcloud auth application-default login`.",
                    unfit);
        }
    }

    private static String text(Path path) throws ObjectStoreException {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new ObjectStoreException(
                    Kind.AUTH,
                    "CREDENTIALS",
                    "The file "
                            + path
                            + (unreadable instanceof NoSuchFileException
                                    ? " with GCP credentials is not there."
                                    : " with GCP credentials cannot be read.")
                            + " Correct GOOGLE_APPLICATION_CREDENTIALS, or run `gcloud auth"
                            + " application-default login`.",
                    unreadable);
        }
    }

    /** The project that the credentials belong to. */
    Optional<String> project() {
        return google.flatMap(
                it ->
                        it instanceof ServiceAccountCredentials account
                                ? Optional.ofNullable(account.getProjectId())
                                : Optional.ofNullable(it.getQuotaProjectId()));
    }
}
