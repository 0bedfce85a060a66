package io.skyjobs.spi.store;

/** A store could not do what was asked, and says what kind of trouble it is. */
public final class ObjectStoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, decided by the store's error codes, never by message text. */
    public enum Kind {
        /** There is no such bucket. */
        NO_BUCKET,
        /** There is no such object. */
        NO_OBJECT,
        /** The account may not do that, or the bucket is somebody else's. */
        DENIED,
        /** Credentials are missing, wrong or expired. */
        AUTH,
        /** The store does not take such a name, key or request; the same again has no use. */
        INVALID,
        /** A condition did not hold. */
        CONFLICT,
        /** The account may not have more buckets or bytes. */
        QUOTA,
        /** Too many requests; the same request later is fine. */
        THROTTLED,
        /** Anything else on the store's side, or on the way to it. */
        INFRASTRUCTURE
    }

    private final Kind kind;
    private final String code;

    /**
     * @param code the store's own error code, kept as evidence
     * @param message one sentence for people that names who must act
     */
    public ObjectStoreException(Kind kind, String code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    /** As above, with what was behind it. */
    public ObjectStoreException(Kind kind, String code, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** Whether asking again is of no use until a person acts. */
    public boolean needsUser() {
        return switch (kind) {
            case NO_BUCKET, NO_OBJECT, DENIED, AUTH, INVALID, QUOTA, CONFLICT -> true;
            case THROTTLED, INFRASTRUCTURE -> false;
        };
    }

    /** The sentence; never null. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
