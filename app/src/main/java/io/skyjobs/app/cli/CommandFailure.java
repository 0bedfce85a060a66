package io.skyjobs.app.cli;

/** The command could not do what it should; the message is for its user. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Exit code where nothing else is said. */
    static final int FAILED = 1;

    private final int exitCode;

    CommandFailure(String message) {
        super(message);
        this.exitCode = FAILED;
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
        this.exitCode = FAILED;
    }

    CommandFailure(int exitCode, String message) {
        super(message);
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
