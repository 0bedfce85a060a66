package io.skyjobs.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A provider could not do what was asked, and says what kind of trouble it is and how far it
 * reaches.
 *
 * <p>It never says that nothing was made: after it, a cluster of that name may exist in part.
 */
public final class ProvisionException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, decided by the provider from error codes, never from message text. */
    public enum Kind {
        /** The place has no machine of that shape now. */
        CAPACITY,
        /** The user's account may not have more of it. */
        QUOTA,
        /** Too many requests; the same request later is fine. */
        THROTTLED,
        /** Credentials are missing, wrong or expired. */
        AUTH,
        /** The request can never succeed as it is. */
        CONFIG,
        /** Anything else on the provider's side, or on the way to it. */
        INFRASTRUCTURE
    }

    /** What is not worth trying again for a while. */
    public enum Reach {
        /** Nothing: the same place may be tried again. */
        PLACE,
        /** This zone (or, without zones, this region and instance type). */
        ZONE,
        /** The whole region. */
        REGION,
        /** The provider. */
        PROVIDER,
        /** Everything: the user must act first. */
        GIVE_UP
    }

    private final Kind kind;
    private final Reach reach;
    private final String code;
    private final transient Optional<Duration> retryAfter;

    /**
     * @param code the provider's own error code, kept as evidence
     * @param message one sentence for people that names who must act
     */
    public ProvisionException(Kind kind, Reach reach, String code, String message) {
        this(kind, reach, code, message, Optional.empty());
    }

    /** As above, with the provider's own word on when to ask again. */
    public ProvisionException(
            Kind kind, Reach reach, String code, String message, Optional<Duration> retryAfter) {
        super(message);
        this.kind = kind;
        this.reach = reach;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** A request that came too late to be followed; {@code why} goes on after "because". */
    public static ProvisionException late(ClusterSpec spec, String why) {
        return new ProvisionException(
                Kind.INFRASTRUCTURE,
                Reach.PLACE,
                "LATE_REQUEST",
                "The cluster "
                        + spec.name()
                        + " is not made for attempt "
                        + spec.epoch()
                        + ", because "
                        + why
                        + ".");
    }

    public Kind kind() {
        return kind;
    }

    public Reach reach() {
        return reach;
    }

    public String code() {
        return code;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** The sentence; never null. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
