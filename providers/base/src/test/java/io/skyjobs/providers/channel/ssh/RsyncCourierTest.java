package io.skyjobs.providers.channel.ssh;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** Placing files where both ends have rsync. */
final class RsyncCourierTest extends CourierContract {
    private final LocalHost host = LocalHost.usual();
    private SshCourier courier;

    @BeforeEach
    void start() {
        var settings = TransferSettings.of(System.getenv());
        Assumptions.assumeTrue(settings.rsync().isPresent(), "there is no rsync here");
        courier =
                new SshCourier(
                        host,
                        () -> {
                            throw new AssertionError("rsync was to do it");
                        },
                        settings);
    }

    @Override
    SshCourier courier() {
        return courier;
    }
}
