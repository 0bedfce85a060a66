package io.skyjobs.app.cli.files;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of an ignore file, with the meaning that git gives it.
 *
 * @param pattern what it matches: a name, or a path below the directory of its file
 * @param byName whether a name is matched, at any depth
 * @param foldersOnly whether only directories are matched
 * @param negated whether what it matches is not ignored after all
 */
record IgnorePattern(Pattern pattern, boolean byName, boolean foldersOnly, boolean negated) {
    /** The pattern of a line; empty for a comment, an empty line, or one that matches nothing. */
    static Optional<IgnorePattern> of(String line) {
        String text = withoutTrailingBlanks(line);
        if (text.startsWith("#")) {
            return Optional.empty();
        }
        boolean negated = text.startsWith("!");
        text = negated ? text.substring(1) : text;
        boolean foldersOnly = text.endsWith("/");
        text = foldersOnly ? text.substring(0, text.length() - 1) : text;
        boolean byName = text.indexOf('/') < 0;
        text = text.startsWith("/") ? text.substring(1) : text;
        return text.isEmpty()
                ? Optional.empty()
                : GlobText.pattern(text)
                        .map(glob -> new IgnorePattern(glob, byName, foldersOnly, negated));
    }

    /** Blanks at the end do not count, unless a backslash stands before them. */
    private static String withoutTrailingBlanks(String line) {
        int end = line.length();
        int blanks = -1;
        for (int i = 0; i < end; i++) {
            char next = line.charAt(i);
            if (next == ' ') {
                blanks = blanks < 0 ? i : blanks;
            } else {
                blanks = -1;
                i += next == '\\' ? 1 : 0;
            }
        }
        return blanks < 0 ? line : line.substring(0, blanks);
    }

    /**
     * Whether it is about a path.
     *
     * @param path the path below the directory of the ignore file
     */
    boolean matches(String path, boolean folder) {
        if (foldersOnly && !folder) {
            return false;
        }
        String text = byName ? path.substring(path.lastIndexOf('/') + 1) : path;
        return pattern.matcher(text).matches();
    }
}
