package io.skyjobs.providers.channel.ssh;

/**
 * Why a host could not be reached, for people and for those who decide what to do next.
 *
 * @param kind what it is
 * @param sentence one sentence that names the host and, where somebody must act, who
 */
public record SshTrouble(Kind kind, String sentence) {
    /** Kinds of troubles. */
    public enum Kind {
        /** Nobody listens on the port. */
        REFUSED,
        /** The network knows no way to the host. */
        NO_ROUTE,
        /** A step took longer than its limit. */
        TIMED_OUT,
        /** The host's name has no address. */
        UNKNOWN_HOST,
        /** The host does not let us in. */
        AUTHENTICATION,
        /** The host's key is not the one that is known. */
        HOST_KEY,
        /** What answers does not speak SSH, or none of our algorithms. */
        NOT_SSH,
        /** The connection ended. */
        LOST,
        /** The host starts no process for us. */
        CHANNEL,
        /** The SSH configuration or a key file cannot be used. */
        SETTINGS;

        /** Whether trying again is of use only after a person has changed something. */
        public boolean personMustAct() {
            return switch (this) {
                case AUTHENTICATION, HOST_KEY, NOT_SSH, SETTINGS -> true;
                case REFUSED, NO_ROUTE, TIMED_OUT, UNKNOWN_HOST, LOST, CHANNEL -> false;
            };
        }
    }
}
