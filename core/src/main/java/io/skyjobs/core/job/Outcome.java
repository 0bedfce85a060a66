package io.skyjobs.core.job;

import java.time.Instant;

/**
 * How a task ended. Written once and never changed.
 *
 * @param kind how
 * @param reason why
 * @param at when the end was recorded
 */
public record Outcome(Kind kind, Reason reason, Instant at) {
    /** How a task can end. */
    public enum Kind {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /** Whether the task did what it should. */
    public boolean succeeded() {
        return kind == Kind.SUCCEEDED;
    }
}
