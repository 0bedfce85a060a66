package io.skyjobs.core.persistence;

/** Another process has taken over the store; this one may not act any more. */
public final class LeaseLostException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for people
     */
    public LeaseLostException(String message) {
        super(message);
    }
}
