package io.skyjobs.core.webhook;

/** Brings messages to endpoints. Safe for use from many threads. */
@FunctionalInterface
public interface MessageSender {
    /**
     * Sends a message once, and says what came of it. May block, but never for longer than a stated
     * time; throws nothing for what a receiver or the way to it may do.
     */
    Answer send(Endpoint endpoint, Message message);

    /** What came of sending. */
    sealed interface Answer {
        /** The receiver has it. */
        record Taken(int status) implements Answer {}

        /** The receiver does not have it, as far as anybody knows; the sentence says why. */
        record Refused(String sentence) implements Answer {}
    }
}
