package io.skyjobs.core.controller.life;

/** A promise was seen to be broken. */
final class BrokenPromise extends AssertionError {
    private static final long serialVersionUID = 1L;

    BrokenPromise(int promise, String sentence) {
        super("promise " + promise + ": " + sentence);
    }
}
