package io.skyjobs.app.server.files;

/** Something that was uploaded is not kept; the sentence says why, and who must act. */
public final class NotStored extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why it is not kept. */
    public enum Why {
        /** It is not what it was said to be; sent again as it is said to be, it is taken. */
        DIFFERENT,
        /** It is larger than is allowed. */
        TOO_LARGE,
        /** There is no room for it. */
        DISK_FULL
    }

    private final Why why;

    NotStored(Why why, String sentence) {
        super(sentence);
        this.why = why;
    }

    /** Why. */
    public Why why() {
        return why;
    }

    /** Why, for people. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
