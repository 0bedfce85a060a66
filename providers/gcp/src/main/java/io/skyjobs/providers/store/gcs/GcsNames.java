package io.skyjobs.providers.store.gcs;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What may be the name of a bucket: <a
 * href="https://cloud.google.com/storage/docs/buckets#naming">the rules of Google</a>.
 */
final class GcsNames {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 63;
    private static final int LONGEST_WITH_DOTS = 222;
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]*[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final Pattern GOOGLE = Pattern.compile("google|g[o0]{2}g[l1]e");

    private GcsNames() {}

    /** What is wrong with a name, in a sentence; empty when nothing is. */
    static Optional<String> problem(String name) {
        int longest = name.contains(".") ? LONGEST_WITH_DOTS : LONGEST;
        if (name.length() < SHORTEST || name.length() > longest) {
            return wrong(
                    name, "must be between 3 (min) and " + longest + " (max) characters long.");
        }
        if (!FORM.matcher(name).matches()) {
            return wrong(
                    name,
                    "can consist only of lowercase letters, numbers, dots (.), hyphens (-), and"
                            + " underscores (_). It must begin and end with a letter or number.");
        }
        for (String part : name.split("\\.", -1)) {
            if (part.isEmpty() || part.length() > LONGEST) {
                return wrong(name, "must have 1 to 63 characters between its dots.");
            }
        }
        if (ADDRESS.matcher(name).matches()) {
            return wrong(name, "must not be formatted as an IP address.");
        }
        if (name.startsWith("goog")) {
            return wrong(name, "must not begin with 'goog'.");
        }
        if (GOOGLE.matcher(name).find()) {
            return wrong(name, "must not contain 'google' or what looks like it.");
        }
        return Optional.empty();
    }

    private static Optional<String> wrong(String name, String rule) {
        return Optional.of("Invalid store name: name " + name + " " + rule);
    }
}
