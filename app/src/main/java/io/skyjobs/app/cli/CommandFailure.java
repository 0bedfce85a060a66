package io.skyjobs.app.cli;

/** The command could not do what it should; the message is for its user. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Exit code where nothing else is said. */
    static final int FAILED = 1;

    /** As if the signal SIGPIPE had ended the command. */
    private static final int BROKEN_PIPE = 141;

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

    /** Nobody takes the output any more, as after {@code | head}; nobody needs to be told. */
    static CommandFailure nobodyReads() {
        return new CommandFailure(BROKEN_PIPE, "");
    }

    int exitCode() {
        return exitCode;
    }

    /** The sentence. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
