package io.skyjobs.core.optimizer;

import java.util.OptionalInt;

/**
 * Why nothing can be chosen, in words for the user.
 *
 * @param code stable name of the kind of problem
 * @param option index of the option that is wrong, from 0; empty when it is about all of them
 * @param message what is wrong and what to do; may have several lines
 */
public record PlanProblem(Code code, OptionalInt option, String message) {
    /** Kinds of problems; stable names. */
    public enum Code {
        /** There is no such cloud. */
        INVALID_CLOUD("There is no such cloud."),
        /** There is no such region or zone. */
        INVALID_PLACE("There is no such region or zone."),
        /** Several clouds have a region or zone of that name. */
        AMBIGUOUS_PLACE("Several clouds have a region or zone of that name."),
        /** There is no such instance type. */
        INVALID_INSTANCE_TYPE("There is no such instance type."),
        /** Several clouds have an instance type of that name. */
        AMBIGUOUS_INSTANCE_TYPE("Several clouds have an instance type of that name."),
        /** The instance type is not what the other fields ask for. */
        CONTRADICTION("The instance type is not what the other fields ask for."),
        /** Nothing is enabled at all. */
        NO_ACCESS("Nothing is enabled at all."),
        /** What would do is not enabled. */
        NOT_ENABLED("What would do is not enabled."),
        /** What would do is blocked for a while. */
        ALL_BLOCKED("What would do is blocked for a while."),
        /** Nothing would do. */
        NOTHING_FITS("Nothing would do.");

        private final String sentence;

        Code(String sentence) {
            this.sentence = sentence;
        }

        /** What it means, in one sentence. */
        public String sentence() {
            return sentence;
        }
    }

    /** Whether the user must change the request, so that waiting does not help. */
    public boolean isPermanent() {
        return code != Code.ALL_BLOCKED;
    }
}
