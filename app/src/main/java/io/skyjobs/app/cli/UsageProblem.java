package io.skyjobs.app.cli;

/**
 * The command line cannot be carried out as it stands; the message is for its user. Exit code 2.
 */
final class UsageProblem extends Exception {
    private static final long serialVersionUID = 1L;

    UsageProblem(String message) {
        super(message);
    }

    /** The sentence. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
