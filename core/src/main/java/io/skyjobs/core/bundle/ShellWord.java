package io.skyjobs.core.bundle;

/** Text as one word of a POSIX shell: whatever is in it, the shell takes it as it is. */
final class ShellWord {
    private ShellWord() {}

    /**
     * The text in single quotes, where no character but the single quote itself has a meaning.
     *
     * @param name what the text is, for the message
     * @throws IllegalArgumentException when the text has a zero character, which no process can be
     *     given; the message does not show the text, as it may be a secret
     */
    static String quote(String name, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "the value of " + name + " contains a zero character");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
