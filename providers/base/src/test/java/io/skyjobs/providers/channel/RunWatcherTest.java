package io.skyjobs.providers.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.ClusterName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Who is told when, with files in place of runs. */
class RunWatcherTest {
    private static final ClusterName CLUSTER = new ClusterName("watched-1");
    private static final int PATIENCE_SECONDS = 20;

    @TempDir Path folder;

    private final LinkedBlockingQueue<ClusterName> hints = new LinkedBlockingQueue<>();
    private final ProcessTable table = new ProcessTable();

    /** A watcher that never looks by itself: what it notices, it was told by the kernel. */
    private RunWatcher watcher() {
        return new RunWatcher(
                table,
                Duration.ofDays(1),
                Thread.ofPlatform().daemon().name("watch-", 0).factory());
    }

    private Path run(String runner) throws Exception {
        var run = Files.createDirectory(folder.resolve("1"));
        Files.writeString(run.resolve("pid"), runner);
        return run;
    }

    private String alive() {
        var self = table.entry(ProcessHandle.current().pid()).orElseThrow().identity();
        return self.pid() + " " + self.started() + " " + self.boot();
    }

    private void expectHint() throws Exception {
        assertThat(hints.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(CLUSTER);
    }

    @Test
    void aRenamedFileIsTold() throws Exception {
        var run = run(alive());
        try (var watcher = watcher()) {
            watcher.subscribe(hints::add, Map.of(run, CLUSTER));
            Files.writeString(run.resolve(".phase.1"), "RUNNING");
            expectHint();
            hints.clear();

            Files.move(run.resolve(".phase.1"), run.resolve("phase"));

            expectHint();
            assertThat(watcher.size()).isEqualTo(1);
        }
    }

    @Test
    void aGrowingLogIsNotTold() throws Exception {
        var run = run(alive());
        Files.createFile(run.resolve("run.log"));
        try (var watcher = watcher()) {
            watcher.subscribe(hints::add, Map.of(run, CLUSTER));
            for (var line = 0; line < 100; line++) {
                Files.writeString(run.resolve("run.log"), "line " + line);
            }
            Files.createFile(run.resolve("marker"));

            expectHint();
            assertThat(hints).isEmpty();
        }
    }

    @Test
    void anEndedRunIsToldAndWatchedNoLonger() throws Exception {
        var run = run(alive());
        try (var watcher = watcher()) {
            watcher.subscribe(hints::add, Map.of(run, CLUSTER));
            Files.createFile(run.resolve("ended"));

            expectHint();
            assertThat(watcher.size()).isZero();
        }
    }

    @Test
    void aRunnerThatVanishedIsToldAtTheNextLook() throws Exception {
        var run = run("1 1 another-life");
        try (var watcher = watcher()) {
            watcher.subscribe(hints::add, Map.of(run, CLUSTER));

            watcher.tick();
            watcher.tick();

            assertThat(hints).containsExactly(CLUSTER);
            assertThat(watcher.size()).isZero();
        }
    }

    @Test
    void whoLeftIsToldNothing() throws Exception {
        var run = run("1 1 another-life");
        Consumer<ClusterName> consumer = hints::add;
        try (var watcher = watcher()) {
            watcher.subscribe(consumer, Map.of(run, CLUSTER));
            watcher.unsubscribe(consumer);
            watcher.tick();

            assertThat(hints).isEmpty();
            assertThat(watcher.size()).isZero();
        }
    }
}
