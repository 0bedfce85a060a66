package io.skyjobs.spi;

/**
 * A node could not be asked. It says nothing about the node or what runs on it: what was requested
 * may have happened or not.
 */
public final class ChannelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean needsUser;

    /**
     * @param message one sentence for people
     */
    public ChannelException(String message) {
        super(message);
        this.needsUser = false;
    }

    /** As above, with what was behind it. */
    public ChannelException(String message, Throwable cause) {
        super(message, cause);
        this.needsUser = false;
    }

    private ChannelException(String message, boolean needsUser) {
        super(message);
        this.needsUser = needsUser;
    }

    /**
     * The node was asked and cannot do it, and neither can another until the user changes
     * something: files do not fit on its disk, or may not be written where they shall be.
     *
     * @param message one sentence for people that says what to change
     */
    public static ChannelException needingUser(String message) {
        return new ChannelException(message, true);
    }

    /** Whether asking again is of no use until the user changes something. */
    public boolean needsUser() {
        return needsUser;
    }

    /** The sentence; never null. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
