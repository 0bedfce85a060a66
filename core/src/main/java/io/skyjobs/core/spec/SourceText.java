package io.skyjobs.core.spec;

/** What a user gave to be launched: a task file, or a command. Immutable. */
public sealed interface SourceText {
    /** A task file as it was read from disk. */
    static SourceText file(String displayName, byte[] bytes) {
        return new File(displayName, bytes);
    }

    /** A bash command instead of a file. */
    static SourceText command(String command) {
        return new Command(command);
    }

    /** A task file. */
    final class File implements SourceText {
        private final String displayName;
        private final byte[] bytes;

        private File(String displayName, byte[] bytes) {
            this.displayName = displayName;
            this.bytes = bytes.clone();
        }

        /** The file's name as the user wrote it. */
        public String displayName() {
            return displayName;
        }

        /** A copy of the file's bytes. */
        public byte[] bytes() {
            return bytes.clone();
        }

        /** How many bytes there are. */
        public int size() {
            return bytes.length;
        }
    }

    /**
     * A bash command.
     *
     * @param command the words of the command line, joined by spaces
     */
    record Command(String command) implements SourceText {}
}
