package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which log bytes are stored, and when they count as all (P-07). */
class LogCollectorTest {
    private static final LogName SETUP = new LogName(1, 0, 1, 0, LogPhase.SETUP);
    private static final LogName RUN = new LogName(1, 0, 1, 0, LogPhase.RUN);

    @TempDir private Path directory;

    /** A node whose logs grow whenever something is asked of it, as fast as they are read. */
    private static final class BusyNode implements NodeChannel {
        private final Map<LogPhase, byte[]> logs = new EnumMap<>(LogPhase.class);
        private final List<Duration> stops = new ArrayList<>();
        private RunView.Phase phase = RunView.Phase.ENDED;
        private byte[] more = new byte[0];
        private Runnable afterSetupWasRead = () -> {};

        @Override
        public RunView start(RunRequest request) {
            return RunView.NONE;
        }

        @Override
        public RunView look(long epoch) {
            return new RunView(
                    phase,
                    RunView.NONE.setupPid(),
                    RunView.NONE.runPid(),
                    RunView.NONE.setupExit(),
                    RunView.NONE.runExit(),
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public void proceed(long epoch) {}

        @Override
        public void renew(long epoch, Map<String, String> files) {}

        @Override
        public void stop(long epoch, Duration grace) {
            stops.add(grace);
            write(LogPhase.RUN, "goodbye".getBytes(StandardCharsets.UTF_8));
            phase = RunView.Phase.ENDED;
        }

        @Override
        public void place(FileTree tree) {}

        @Override
        public void warn(long epoch, Duration left) {}

        @Override
        public byte[] log(long epoch, LogPhase of, long from, int limit) {
            byte[] all = logs.getOrDefault(of, new byte[0]);
            int start = (int) Math.min(from, all.length);
            byte[] bytes = Arrays.copyOfRange(all, start, Math.min(all.length, start + limit));
            write(LogPhase.RUN, more);
            if (of == LogPhase.SETUP) {
                Runnable next = afterSetupWasRead;
                afterSetupWasRead = () -> {};
                next.run();
            }
            return bytes;
        }

        void write(LogPhase to, byte[] bytes) {
            byte[] before = logs.getOrDefault(to, new byte[0]);
            byte[] all = Arrays.copyOf(before, before.length + bytes.length);
            System.arraycopy(bytes, 0, all, before.length, bytes.length);
            logs.put(to, all);
        }
    }

    @Test
    void comesToAnEndWithAProgramThatOutlivesItsRunAndWrites() {
        BusyNode node = new BusyNode();
        node.more = new byte[300_000];
        node.write(LogPhase.RUN, new byte[1_000_000]);
        LogFiles files = new LogFiles(directory);

        Input.LogsFetched fetched = fetch(node, files, true);

        assertThat(fetched.complete()).isTrue();
        assertThat(files.size(RUN)).isGreaterThanOrEqualTo(1_000_000);
    }

    @Test
    void hasTheLastWordsOfWhatIsToldToEnd() {
        BusyNode node = new BusyNode();
        node.phase = RunView.Phase.RUNNING;
        node.write(LogPhase.RUN, "hello ".getBytes(StandardCharsets.UTF_8));
        LogFiles files = new LogFiles(directory);

        assertThat(fetch(node, files, true).complete()).isFalse();
        assertThat(fetch(node, files, true).complete()).isTrue();
        assertThat(node.stops).containsExactly(Duration.ofSeconds(5));
        assertThat(files.read(RUN, 0, 100))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("hello goodbye");
    }

    @Test
    void leavesARunAloneThatGoesOn() {
        BusyNode node = new BusyNode();
        node.phase = RunView.Phase.RUNNING;
        LogFiles files = new LogFiles(directory);

        assertThat(fetch(node, files, false).complete()).isFalse();
        assertThat(node.stops).isEmpty();
    }

    /** A reader goes over to the log of the run when that has bytes. */
    @Test
    void storesAllOfTheSetupBeforeAnyOfTheRun() {
        BusyNode node = new BusyNode();
        node.phase = RunView.Phase.RUNNING;
        node.afterSetupWasRead =
                () -> {
                    node.write(LogPhase.SETUP, "set up".getBytes(StandardCharsets.UTF_8));
                    node.write(LogPhase.RUN, "runs".getBytes(StandardCharsets.UTF_8));
                };
        LogFiles files = new LogFiles(directory);

        fetch(node, files, false);

        assertThat(files.size(RUN)).isEqualTo(4);
        assertThat(files.size(SETUP)).isEqualTo(6);
    }

    private static Input.LogsFetched fetch(BusyNode node, LogFiles files, boolean toTheEnd) {
        ComputeProvider provider =
                (ComputeProvider)
                        Proxy.newProxyInstance(
                                LogCollectorTest.class.getClassLoader(),
                                new Class<?>[] {ComputeProvider.class},
                                (proxy, method, arguments) -> node);
        return (Input.LogsFetched) new LogCollector(files).fetch(part(), provider, toTheEnd);
    }

    private static Part part() {
        JobHeader header =
                new JobHeader(
                        "one",
                        "user",
                        "default",
                        0,
                        List.of("one"),
                        List.of("one"),
                        List.of("id"),
                        0,
                        1,
                        "{}");
        Offer offer =
                new Offer(
                        "fake",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        new Shape("one", 1, 1, Optional.empty(), Optional.empty(), true),
                        false,
                        UsdPerHour.FREE);
        JobSpec spec = new JobSpec("one", List.of(task()), List.of(List.of()), 0, Optional.empty());
        return new Part(
                1,
                header,
                spec,
                0,
                new Attempt(
                        1,
                        new ClusterName("one-1-0-1-aaaaaa"),
                        offer,
                        0,
                        1,
                        List.of(),
                        Attempt.Times.requested(Instant.EPOCH),
                        Optional.empty()),
                Progress.NONE,
                false);
    }

    private static TaskSpec task() {
        return new TaskSpec(
                "one",
                Optional.empty(),
                1,
                new ResourceChoice.One(Resources.ANY),
                new JobRecovery(JobRecovery.Strategy.NONE, 0, List.of()),
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty(),
                Optional.of("true"),
                List.of(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                true,
                new TreeMap<>());
    }
}
