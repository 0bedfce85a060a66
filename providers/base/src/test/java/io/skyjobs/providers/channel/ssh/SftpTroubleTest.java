package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of a placement by SFTP when something is wrong. */
final class SftpTroubleTest {
    private static final int BIG = 3_000_000;

    @TempDir Path folder;
    private Path home;
    private FileTree tree;
    private MinaHost host;

    @BeforeEach
    void makeBoth() throws IOException {
        host = new MinaHost();
        home = Files.createDirectories(folder.resolve("home"));
        var source = Files.createDirectories(folder.resolve("source"));
        Files.write(source.resolve("big"), Noise.of(BIG));
        for (var index = 0; index < 200; index++) {
            var below = Files.createDirectories(source.resolve("d" + index % 7));
            Files.write(below.resolve("f" + index), Noise.of(index * 10));
        }
        tree = new FileTree("~/w", source, 201, BIG);
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    private SshCourier courier(Duration patience) {
        var settings =
                new TransferSettings(
                        Optional.empty(),
                        patience,
                        new Semaphore(4),
                        Thread.ofVirtual().factory(),
                        System::nanoTime);
        return new SshCourier(LocalHost.usual(), host::seat, settings);
    }

    private SshCourier courier() {
        return courier(Duration.ofSeconds(30));
    }

    @Test
    void aConnectionThatIsLostInTheMiddleCostsOnlyWhatHadNotArrived() throws Exception {
        host.afterBytes(2_000_000, host::cut);
        assertThatThrownBy(() -> courier().place(home.toString(), tree))
                .isInstanceOf(ChannelException.class)
                .hasMessageStartingWith("The files for ~/w could not be placed on ubuntu@gpu-1: ");
        assertThat(home.resolve("w/big")).doesNotExist();
        host.reconnect();
        var placed = courier().transfer(home.toString(), tree);
        assertThat(placed.bytes()).isLessThan(BIG - 500_000);
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(tree.source()));
    }

    @Test
    void aPartThatIsNotSoundIsNotContinued() throws Exception {
        host.afterBytes(2_000_000, host::cut);
        assertThatThrownBy(() -> courier().place(home.toString(), tree))
                .isInstanceOf(ChannelException.class);
        try (var left = Files.newDirectoryStream(home.resolve("w"), ".skyjobs-part-*")) {
            for (var part : left) {
                Files.write(part, new byte[(int) Files.size(part)]);
            }
        }
        host.reconnect();
        courier().place(home.toString(), tree);
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(tree.source()));
    }

    @Test
    void whatAnEarlierTransferLeftIsRemovedByTheNext() throws Exception {
        Files.createDirectories(home.resolve("w/d1"));
        Files.writeString(home.resolve("w/d1/.skyjobs-part-0123456789abcdef"), "of another time");
        courier().place(home.toString(), tree);
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(tree.source()));
    }

    @Test
    void aHostThatFallsSilentEndsIt() {
        host.afterBytes(1, host::fallSilent);
        assertThatThrownBy(() -> courier(Duration.ofMillis(300)).place(home.toString(), tree))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("nothing moved for ");
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        var begun = new CountDownLatch(1);
        host.afterBytes(
                100_000,
                () -> {
                    begun.countDown();
                    host.fallSilent();
                });
        var outcome = new AtomicReference<Exception>();
        var thread =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                courier().place(home.toString(), tree);
                            } catch (ChannelException stopped) {
                                outcome.set(stopped);
                            }
                        });
        begun.await();
        thread.interrupt();
        thread.join();
        assertThat(outcome.get()).hasMessageContaining("the copy was stopped");
    }

    @Test
    void aFullDiskEndsItAndMoreRoomIsEnough() throws Exception {
        var mount = List.of("mount", "-t", "tmpfs", "-o", "size=2m", "none", home.toString());
        Assumptions.assumeTrue(Become.works(List.of("true")) && Become.run(mount), "only for root");
        try {
            assertThatThrownBy(() -> courier().place(home.toString(), tree))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("could not be placed");
            Become.run(List.of("mount", "-o", "remount,size=20m", home.toString()));
            courier().place(home.toString(), tree);
            assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(tree.source()));
        } finally {
            Become.run(List.of("umount", home.toString()));
        }
    }

    @Test
    void aReadOnlyDirectoryIsOpenedForTheTimeOfTheChange() throws Exception {
        var inner = tree.source().resolve("d1");
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("r-xr-xr-x"));
        courier().place(home.toString(), tree);
        Files.setPosixFilePermissions(
                home.resolve("w/d1"), PosixFilePermissions.fromString("---------"));
        Files.writeString(inner.resolve("new"), "new");
        courier().place(home.toString(), tree);
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(tree.source()));
    }
}
