package io.skyjobs.spi;

/**
 * A node could not be asked. It says nothing about the node or what runs on it: what was requested
 * may have happened or not.
 */
public final class ChannelException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for people
     */
    public ChannelException(String message) {
        super(message);
    }

    /** As above, with what was behind it. */
    public ChannelException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The sentence; never null. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
