package io.skyjobs.spi;

/**
 * Whether a provider can be used.
 *
 * @param enabled whether it can
 * @param account the account or machine it would use, when enabled; else empty
 * @param hint when not enabled, one sentence saying what the user must do; else empty
 */
public record Readiness(boolean enabled, String account, String hint) {
    /** It can be used. */
    public static Readiness ready(String account) {
        return new Readiness(true, account, "");
    }

    /** It cannot be used until the user acts. */
    public static Readiness missing(String hint) {
        return new Readiness(false, "", hint);
    }
}
