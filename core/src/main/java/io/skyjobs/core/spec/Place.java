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

    /** The same place, under the path of a field within this one. */
    Place field(String key) {
        return isFlag() ? this : new Place(file, line, column, join(path, key));
    }

    /** The path of a field below another path. */
    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
