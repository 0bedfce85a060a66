package io.skyjobs.app.server.webhooks;

/** A receiver was not reached, or did not answer; the message is a sentence for people. */
final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreachableException(String sentence) {
        super(sentence);
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
