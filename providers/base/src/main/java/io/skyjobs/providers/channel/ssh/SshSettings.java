package io.skyjobs.providers.channel.ssh;

/**
 * What may be set about connections over SSH.
 *
 * @param limits of every step
 * @param patience with silent and lost connections
 * @param channels how many processes and transfers one connection carries at once; sshd refuses
 *     more than its {@code MaxSessions}, which is 10 where nobody changed it
 * @param handshakes how many connections are made at once; each costs this machine and often the
 *     same jump host 10 ms to 30 ms of processor time, so that more of them only make each slower
 *     than its limits allow
 */
public record SshSettings(SshLimits limits, SshPatience patience, int channels, int handshakes) {
    public SshSettings {
        if (channels < 1 || handshakes < 1) {
            throw new IllegalArgumentException("at least one channel and one handshake");
        }
    }

    /** What suits most hosts. */
    public static SshSettings usual() {
        return new SshSettings(SshLimits.usual(), SshPatience.usual(), 10, 32);
    }
}
