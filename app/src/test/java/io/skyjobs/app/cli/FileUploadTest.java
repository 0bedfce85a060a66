package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.core.persistence.StoreWrite;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** {@code sky jobs launch} brings the files of a job over real HTTP. */
class FileUploadTest {
    private static final String TASK =
            "name: files\nworkdir: src\nfile_mounts:\n  ~/one: src/a.txt\nrun: cat a.txt\n";

    @TempDir Path directory;
    private MemoryPlane plane;
    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() throws IOException {
        plane = new MemoryPlane(directory.resolve("logs"));
        server = new TestServer(plane);
        shell = new TestShell(directory, server::port).file("task.yaml", TASK);
        Files.createDirectories(directory.resolve("src/sub"));
        Files.createDirectories(directory.resolve(".sky"));
        Files.writeString(directory.resolve("src/a.txt"), "hello\n");
        Files.writeString(directory.resolve("src/sub/b.txt"), "other\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Outcome launch(TestShell with) {
        return with.run("jobs", "launch", "-y", "-d", "task.yaml");
    }

    private List<Path> contents() throws IOException {
        Path root = plane.blobs().resolve("contents");
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void theJobNamesTreesThatAreOnTheServer() throws IOException {
        Outcome outcome = launch(shell);

        assertThat(outcome.code()).as("%s", outcome).isZero();
        StoreWrite.Submit submit = plane.submits().getFirst();
        assertThat(submit.spec().trees())
                .containsOnlyKeys(
                        directory.resolve("src").toString(),
                        directory.resolve("src/a.txt").toString());
        assertThat(contents()).hasSize(2);
    }

    @Test
    void afterThePlanWasAgreedToItIsNotAskedForAgain() {
        Outcome outcome = shell.typing("y\n").run("jobs", "launch", "-d", "task.yaml");

        assertThat(outcome.code()).as("%s", outcome).isZero();
        assertThat(plane.submits()).hasSize(1);
    }

    /** P-44: the second submit of the same files sends none of them. */
    @Test
    void theSecondSubmitSendsNothing() throws IOException {
        try (Counter counter = new Counter(server::port)) {
            Files.write(directory.resolve("src/large"), new byte[3_000_000]);
            TestShell counted = new TestShell(directory, counter::port);
            assertThat(launch(counted).code()).isZero();
            assertThat(counter.sent()).isGreaterThan(3_000_000);
            long before = counter.sent();

            assertThat(launch(counted).code()).isZero();

            assertThat(counter.sent() - before).as("bytes of five questions").isLessThan(5_000);
            assertThat(plane.submits()).hasSize(2);
        }
    }

    private List<Path> drafts() throws IOException {
        try (Stream<Path> drafts = Files.list(plane.blobs().resolve("incoming"))) {
            return drafts.toList();
        }
    }

    @Test
    void anUploadThatIsCutOffGoesOnWhereItWas() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 8; i++) {
            byte[] content = new byte[400_000];
            random.nextBytes(content);
            Files.write(directory.resolve("src/f" + i), content);
        }
        try (Cutter cutter = new Cutter(server::port, 1_500_000)) {
            Outcome cut = launch(new TestShell(directory, cutter::port));
            assertThat(cut.code()).as("%s", cut).isNotZero();
            assertThat(cut.err()).contains("The server does not answer");
        }
        int arrived = contents().size();
        assertThat(arrived).isBetween(1, 9);
        assertThat(plane.submits()).isEmpty();
        // The server may see later than its client that the way was cut.
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!drafts().isEmpty() && System.nanoTime() < limit) {
            Thread.onSpinWait();
        }
        assertThat(drafts()).isEmpty();

        assertThat(launch(shell).code()).isZero();

        assertThat(contents()).hasSize(10);
    }

    @Test
    void linksThatLeadOutAreWarnedOfAndUnreadableWordsEndWithTwo() throws IOException {
        Files.createSymbolicLink(directory.resolve("src/etc"), Path.of("/etc"));
        assertThat(launch(shell).err())
                .contains("Warning: A link leads out of " + directory.resolve("src"));
        shell.file("task.yaml", "name: x\nworkdir: nowhere\nrun: \"true\"\n");

        Outcome outcome = launch(shell);

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("nowhere not found");
    }

    @Test
    void unknownStoresAndGitAreRefused() {
        shell.file("task.yaml", "name: x\nfile_mounts:\n  ~/d: oci://bucket\nrun: \"true\"\n");
        assertThat(launch(shell).err()).contains("has no access to the store oci://");
        shell.file("task.yaml", "name: x\nworkdir: {url: https://h/p}\nrun: \"true\"\n");
        assertThat(launch(shell).err()).contains("does not clone git repositories");
    }

    /** P-44 is about bytes on the wire, so they are counted there. */
    private static class Counter implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0);
        private final IntSupplier upstream;
        private final AtomicLong sent = new AtomicLong();

        Counter(IntSupplier upstream) throws IOException {
            this.upstream = upstream;
            Thread.ofVirtual().start(this::acceptAll);
        }

        int port() {
            return socket.getLocalPort();
        }

        long sent() {
            return sent.get();
        }

        private void acceptAll() {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    Thread.ofVirtual().start(() -> pass(client));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        /** Whether so many bytes may still be passed on. */
        boolean allows(long all) {
            return all >= 0;
        }

        private void pass(Socket client) {
            try (client;
                    Socket to = new Socket(InetAddress.getLoopbackAddress(), upstream.getAsInt())) {
                Thread.ofVirtual().start(() -> back(to, client));
                byte[] bytes = new byte[8192];
                for (int got = client.getInputStream().read(bytes);
                        got >= 0;
                        got = client.getInputStream().read(bytes)) {
                    if (!allows(sent.addAndGet(got))) {
                        return;
                    }
                    to.getOutputStream().write(bytes, 0, got);
                }
            } catch (IOException cut) {
                // The other end is told by the closing.
            }
        }

        private static void back(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException cut) {
                // As above.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Passes nothing on any more after so many bytes. */
    private static final class Cutter extends Counter {
        private final long most;

        Cutter(IntSupplier upstream, long most) throws IOException {
            super(upstream);
            this.most = most;
        }

        @Override
        boolean allows(long all) {
            return all <= most;
        }
    }
}
