package io.skyjobs.providers.store.s3;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What may be the name of a bucket: <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">the rules of
 * S3</a>.
 */
final class S3Names {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 63;
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]*[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final List<String> BEGINNINGS = List.of("xn--", "sthree-", "amzn-s3-demo-");
    private static final List<String> ENDINGS =
            List.of("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3");

    private S3Names() {}

    /** What is wrong with a name, in the words of the reference system. */
    static Optional<String> problem(String name) {
        if (name.length() < SHORTEST || name.length() > LONGEST) {
            return wrong(name, "must be between 3 (min) and 63 (max) characters long.");
        }
        if (!FORM.matcher(name).matches()) {
            return wrong(
                    name,
                    "can consist only of lowercase letters, numbers, dots (.), and hyphens (-),"
                            + " and must begin and end with a letter or number.");
        }
        if (name.contains("..")) {
            return wrong(name, "must not contain two adjacent periods.");
        }
        if (ADDRESS.matcher(name).matches()) {
            return wrong(
                    name, "must not be formatted as an IP address (for example, 192.168.5.4).");
        }
        for (String beginning : BEGINNINGS) {
            if (name.startsWith(beginning)) {
                return wrong(name, "must not start with the prefix \"" + beginning + "\".");
            }
        }
        for (String ending : ENDINGS) {
            if (name.endsWith(ending)) {
                return wrong(name, "must not end with the suffix \"" + ending + "\".");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> wrong(String name, String rule) {
        return Optional.of("Invalid store name: name " + name + " " + rule);
    }
}
