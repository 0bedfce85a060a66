package io.skyjobs.core.controller.life;

/** The process was killed at this very line. An error, so that nobody catches it. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
