package io.skyjobs.core.spec;

/**
 * A stored specification cannot be read, said in one sentence: it is of a later version, or
 * damaged.
 */
public final class UnreadableSpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param sentence for the operator
     */
    UnreadableSpecException(String sentence) {
        super(sentence);
    }
}
