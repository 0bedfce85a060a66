package io.skyjobs.app.cli.files;

/** Files cannot be brought as they are; the sentence names the path and what to do. */
public final class FilesProblem extends Exception {
    private static final long serialVersionUID = 1L;

    FilesProblem(String sentence) {
        super(sentence);
    }

    FilesProblem(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** What is wrong. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
