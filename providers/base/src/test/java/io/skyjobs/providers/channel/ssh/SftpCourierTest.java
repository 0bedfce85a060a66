package io.skyjobs.providers.channel.ssh;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Placing files on a host without rsync. */
final class SftpCourierTest extends CourierContract {
    private MinaHost host;
    private SshCourier courier;

    @BeforeEach
    void start() throws IOException {
        host = new MinaHost();
        var settings =
                new TransferSettings(
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        new Semaphore(4),
                        Thread.ofVirtual().factory(),
                        System::nanoTime);
        courier = new SshCourier(LocalHost.usual(), host::seat, settings);
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @Override
    SshCourier courier() {
        return courier;
    }
}
