package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.FilePlacer;

import java.util.Map;

/**
 * Makes the couriers of all hosts, which share the right to transfer. Safe for use from many
 * threads.
 */
public final class SshCouriers {
    private final TransferSettings settings;

    /**
     * @param environment of this process, in whose {@code PATH} {@code rsync} is looked for
     */
    public SshCouriers(Map<String, String> environment) {
        this.settings = TransferSettings.of(environment);
    }

    /** Places files over a connection. Does not call out. */
    public FilePlacer over(SshConnection connection) {
        return new SshCourier(connection, settings);
    }
}
