package io.skyjobs.core.job;

/**
 * A reason with its particulars.
 *
 * @param code the stable code
 * @param sentence one sentence for people
 * @param evidence the raw facts behind it, such as a provider's state name or exit codes; may be
 *     empty
 */
public record Reason(ReasonCode code, String sentence, String evidence) {
    /** The code with its own sentence and no more facts. */
    public static Reason of(ReasonCode code) {
        return new Reason(code, code.sentence(), "");
    }

    /** The code with a sentence of its own and no more facts. */
    public static Reason of(ReasonCode code, String sentence) {
        return new Reason(code, sentence, "");
    }

    /** Whether it stays as it is until the user acts. */
    public boolean needsUser() {
        return code.needsUser();
    }

    /** Whether machines, or runs on them, were lost through no doing of the user. */
    public boolean isLoss() {
        return code.isLoss();
    }
}
