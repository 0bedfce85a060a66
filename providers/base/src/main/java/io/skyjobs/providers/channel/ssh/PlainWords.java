package io.skyjobs.providers.channel.ssh;

import java.nio.charset.StandardCharsets;

/**
 * Words for a host's login shell, whichever it is: what is not surely plain in every shell (also
 * csh and fish) is written as octal escapes in simple single quotes, for {@code printf} on the host
 * to read.
 */
final class PlainWords {
    private static final String PLAIN =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/";

    private PlainWords() {}

    /** A name as an argument that {@code printf "$1"} turns into the name again. */
    static String encoded(String name) {
        var word = new StringBuilder("'");
        for (var value : name.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(value) >= 0) {
                word.append((char) value);
            } else {
                word.append('\\').append(octal(value & 0xff));
            }
        }
        return word.append('\'').toString();
    }

    /** A script without single quotes as one word. Its lines must do without their ends. */
    static String script(String lines) {
        if (lines.indexOf('\'') >= 0 || lines.indexOf('!') >= 0) {
            throw new IllegalArgumentException("not plain in every shell: " + lines);
        }
        return "'" + lines.strip().replaceAll("\\s*\n\\s*", " ") + "'";
    }

    private static String octal(int value) {
        return "%03o".formatted(value);
    }
}
