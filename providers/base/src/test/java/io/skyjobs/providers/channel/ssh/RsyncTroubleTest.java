package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of a placement by rsync when something is wrong. */
final class RsyncTroubleTest {
    private static final int BIG = 3_000_000;

    @TempDir Path folder;
    private Path home;
    private Path programs;
    private FileTree tree;
    private Path rsync;

    @BeforeEach
    void makeBoth() throws IOException {
        var found = TransferSettings.of(System.getenv()).rsync();
        Assumptions.assumeTrue(found.isPresent(), "there is no rsync here");
        rsync = found.orElseThrow();
        home = Files.createDirectories(folder.resolve("home"));
        programs = Files.createDirectories(folder.resolve("bin"));
        var source = Files.createDirectories(folder.resolve("source"));
        Files.write(source.resolve("big"), Noise.of(BIG));
        tree = new FileTree("~/w", source, 1, BIG);
    }

    /** A host on which {@code rsync} is this script; {@code RSYNC} in it is the real one. */
    private LocalHost host(String script) throws IOException {
        var program = programs.resolve("rsync");
        Files.writeString(program, "#!/bin/sh\n" + script.replace("RSYNC", rsync.toString()));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new LocalHost(List.of("/bin/sh", "-c"), programs + ":" + System.getenv("PATH"));
    }

    private SshCourier courier(LocalHost host, Duration patience) {
        var settings =
                new TransferSettings(
                        Optional.of(rsync),
                        patience,
                        new Semaphore(4),
                        Thread.ofVirtual().factory(),
                        System::nanoTime);
        return new SshCourier(
                host,
                () -> {
                    throw new ChannelException("there is no other way");
                },
                settings);
    }

    private SshCourier courier(LocalHost host) {
        return courier(host, Duration.ofSeconds(30));
    }

    private void nothingIsLeftHere(LocalHost host) {
        host.cut();
        for (var process : host.started) {
            process.onExit().join();
        }
        // Killed is not yet gone; one that was not killed does not go.
        ProcessHandle.current()
                .descendants()
                .forEach(left -> left.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    @Test
    void aConnectionThatIsLostInTheMiddleCostsOnlyWhatHadNotArrived() throws Exception {
        var dropping = host("dd bs=64k count=2000000 iflag=count_bytes 2>/dev/null | RSYNC \"$@\"");
        assertThatThrownBy(() -> courier(dropping).place(home.toString(), tree))
                .isInstanceOf(ChannelException.class)
                .hasMessageStartingWith("The files for ~/w could not be placed on ubuntu@gpu-1: ");
        assertThat(home.resolve("w/big")).doesNotExist();
        nothingIsLeftHere(dropping);
        var well = host("exec RSYNC \"$@\"");
        var placed = courier(well).transfer(home.toString(), tree);
        assertThat(placed.bytes()).isLessThan(BIG - 1_000_000);
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(tree.source()));
        nothingIsLeftHere(well);
    }

    @Test
    void aHostThatFallsSilentEndsIt() throws Exception {
        var silent = host("exec sleep 1000");
        var courier = courier(silent, Duration.ofMillis(300));
        assertThatThrownBy(() -> courier.place(home.toString(), tree))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("nothing moved for ");
        nothingIsLeftHere(silent);
    }

    @Test
    void anInterruptEndsItAndLeavesNoProcess() throws Exception {
        var silent = host("echo started >&2; exec sleep 1000");
        var courier = courier(silent);
        var outcome = new AtomicReference<Exception>();
        var interrupted = new CountDownLatch(1);
        var thread =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                courier.place(home.toString(), tree);
                            } catch (ChannelException stopped) {
                                outcome.set(stopped);
                                if (Thread.currentThread().isInterrupted()) {
                                    interrupted.countDown();
                                }
                            }
                        });
        while (silent.started.isEmpty()) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        thread.join();
        assertThat(outcome.get()).hasMessageContaining("the copy was stopped");
        assertThat(interrupted.getCount()).as("the thread stays interrupted").isZero();
        nothingIsLeftHere(silent);
    }

    @Test
    void whatRsyncComplainsOfIsToldInOneSentence() throws Exception {
        var full =
                host(
                        "echo 'rsync: [receiver] write failed on \"/h/w/big\":"
                                + " No space left on device (28)' >&2\n"
                                + "echo 'rsync error: error in file IO (code 11)"
                                + " at receiver.c(380)' >&2\nexit 11\n");
        assertThatThrownBy(() -> courier(full).place(home.toString(), tree))
                .isInstanceOf(ChannelException.class)
                .hasMessage(
                        "The files for ~/w could not be placed on ubuntu@gpu-1: write failed on"
                                + " \"/h/w/big\": No space left on device (28).");
        nothingIsLeftHere(full);
    }

    @Test
    void aHomeThatIsGoneIsToldByTheHostsShell() throws Exception {
        var host = host("exec RSYNC \"$@\"");
        assertThatThrownBy(() -> courier(host).place(folder + "/gone", tree))
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void noiseOfLoginFilesIsSkipped() throws Exception {
        var noisy =
                new LocalHost(
                        List.of("/bin/sh", "-c", "echo Welcome; printf 'no end '; eval \"$0\""),
                        System.getenv("PATH"));
        assertThat(courier(noisy).transfer(home.toString(), tree).way()).isEqualTo("rsync");
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(tree.source()));
    }

    @Test
    void anyLoginShellWillDo() throws Exception {
        var shells =
                List.of(
                        "/bin/sh",
                        "/bin/bash",
                        "/usr/bin/dash",
                        "/usr/bin/zsh",
                        "/usr/bin/fish",
                        "/bin/csh",
                        "/usr/bin/tcsh",
                        "/usr/bin/ksh");
        for (var shell : shells) {
            if (Files.isExecutable(Path.of(shell))) {
                var host = new LocalHost(List.of(shell, "-c"), System.getenv("PATH"));
                var there = new FileTree("~/it's \"" + shell + "\"!\n$(x)", tree.source(), 1, BIG);
                courier(host).place(home.toString(), there);
                assertThat(home.resolve(there.destination().substring(2)).resolve("big"))
                        .hasSize(BIG);
            }
        }
    }

    @Test
    void whereOneEndHasNoRsyncItGoesAnotherWay() throws Exception {
        for (var host :
                List.of(
                        new LocalHost(List.of("/bin/sh", "-c"), bareBones()),
                        host("echo unknown option >&2; exit 1"))) {
            assertThatThrownBy(() -> courier(host).place(home.toString(), tree))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("there is no other way");
        }
    }

    /** A search path with what a shell script needs and no rsync. */
    private String bareBones() throws IOException {
        var bare = Files.createDirectories(folder.resolve("bare"));
        for (var name : List.of("sh", "mkdir")) {
            Files.createSymbolicLink(bare.resolve(name), Path.of("/bin", name));
        }
        return bare.toString();
    }

    @Test
    void anotherUserMayWriteIntoItsOwnReadOnlyDirectories() throws Exception {
        var become = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        Assumptions.assumeTrue(Become.works(become), "only root can be another user");
        var host =
                new LocalHost(
                        List.of(
                                "setpriv",
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups",
                                "/bin/sh",
                                "-c"),
                        System.getenv("PATH"));
        Become.owner(folder, home);
        var inner = Files.createDirectories(tree.source().resolve("d"));
        Files.writeString(inner.resolve("a"), "1");
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("r-xr-xr-x"));
        courier(host).place(home.toString(), tree);
        Files.writeString(inner.resolve("a"), "22");
        Files.writeString(inner.resolve("b"), "b");
        courier(host).place(home.toString(), tree);
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(tree.source()));
    }
}
