package io.skyjobs.providers.store.file;

import java.util.Optional;
import java.util.regex.Pattern;

/** What may be the name of a bucket: the rules of S3, so that a job can move there unchanged. */
final class BucketName {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 63;
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]*[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private BucketName() {}

    /** What is wrong with a name; empty when nothing is. */
    static Optional<String> problem(String name) {
        if (name.length() < SHORTEST || name.length() > LONGEST) {
            return Optional.of(
                    "Invalid store name: name "
                            + name
                            + " must be between 3 (min) and 63 (max) characters long.");
        }
        if (!FORM.matcher(name).matches()
                || name.contains("..")
                || ADDRESS.matcher(name).matches()) {
            return Optional.of(
                    "Invalid store name: name "
                            + name
                            + " may have lower-case letters, digits, dots and dashes only, begins and"
                            + " ends with a letter or digit, and is no IP address.");
        }
        return Optional.empty();
    }
}
