package io.skyjobs.app.server;

/** The server cannot start; the message is one sentence for its user. */
final class StartProblem extends Exception {
    private static final long serialVersionUID = 1L;

    /** Exit code when the user's own words are wrong. */
    static final int MISTAKE = 2;

    /** Exit code when the machine cannot do it. */
    static final int FAILURE = 1;

    private final int exitCode;

    StartProblem(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    StartProblem(int exitCode, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    /** The sentence. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
