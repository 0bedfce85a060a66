package io.skyjobs.core.persistence;

/** The store could not read or write; the sentence says who must act. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for people
     */
    public StoreException(String message) {
        super(message);
    }

    /** As above, with what was behind it. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
