package io.skyjobs.core.spec;

import java.util.Optional;

/**
 * Where something was written: a place in a file, or a flag of the command line.
 *
 * @param file the file, as the user named it; empty for a flag
 * @param line line from 1; 0 when the whole file, or a flag, is meant
 * @param column column from 1; 0 when the whole line is meant
 * @param path path of the field within its document, such as {@code resources.cpus}, or the flag
 */
record Place(Optional<String> file, int line, int column, String path) {
    private static final int LONGEST_PATH = 160;
    private static final String CUT = "…";

    /** A flag such as {@code --cpus}. */
    static Place ofFlag(String flag) {
        return new Place(Optional.empty(), 0, 0, flag);
    }

    /** A file as a whole. */
    static Place ofFile(String name) {
        return new Place(Optional.of(name), 0, 0, "");
    }

    /** Whether it is a flag. */
    boolean isFlag() {
        return file.isEmpty();
    }

    /**
     * The path of a field or item below another path; cut when it grows long, because every value
     * of a document carries one.
     *
     * @param step a key, or an index such as {@code [3]}
     */
    static String join(String path, String step) {
        if (path.endsWith(CUT)) {
            return path;
        }
        String clean = isClean(step) ? step : Problems.oneLine(step);
        String joined = path.isEmpty() || step.startsWith("[") ? path + clean : path + "." + clean;
        return joined.length() <= LONGEST_PATH ? joined : joined.substring(0, LONGEST_PATH) + CUT;
    }

    private static boolean isClean(String step) {
        return step.length() <= LONGEST_PATH / 2
                && step.chars().noneMatch(letter -> letter <= ' ' || letter >= 0x7f);
    }
}
