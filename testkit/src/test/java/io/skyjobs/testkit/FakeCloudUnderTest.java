package io.skyjobs.testkit;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.RunRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The fake cloud in fair weather, under a clock that a test moves on. */
final class FakeCloudUnderTest implements ProviderUnderTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualClock clock = new ManualClock(START);
    private final List<Due> later = new ArrayList<>();
    private final FakeCloud cloud =
            new FakeCloud(
                    "fake",
                    clock,
                    new SplittableRandom(7),
                    Weather.CLEAR,
                    (wait, action) -> later.add(new Due(clock.instant().plus(wait), action)));

    private record Due(Instant at, Runnable action) {}

    @Override
    public ComputeProvider provider() {
        return cloud;
    }

    @Override
    public Optional<ComputeProvider> restarted() {
        return Optional.empty();
    }

    @Override
    public RunRequest request(
            long epoch, Optional<String> setup, Optional<String> run, boolean wait) {
        Map<String, String> files = new HashMap<>();
        setup.ifPresent(script -> files.put(RunRequest.SETUP, script));
        run.ifPresent(script -> files.put(RunRequest.RUN, script));
        return new RunRequest(epoch, files, wait);
    }

    @Override
    public Scripts scripts() {
        return new FakeScripts();
    }

    @Override
    public void makeHalf(ClusterSpec spec) {
        cloud.weather(Weather.HALF);
        try {
            cloud.ensure(spec);
            throw new AssertionError("a half-made cluster is an error");
        } catch (ProvisionException asItShouldBe) {
            cloud.weather(Weather.CLEAR);
        }
    }

    @Override
    public boolean killRunner(ClusterName cluster, int rank, long epoch) {
        try {
            Optional.ofNullable(cloud.reach(cluster, rank).runs.get(rank))
                    .orElseThrow()
                    .vanish(clock.instant());
            return true;
        } catch (ChannelException unreachable) {
            throw new AssertionError(unreachable);
        }
    }

    @Override
    public Optional<Integer> count(String mark) {
        return Optional.empty();
    }

    @Override
    public void pass() {
        clock.advance(Duration.ofSeconds(1));
        List<Due> due = later.stream().filter(it -> !it.at().isAfter(clock.instant())).toList();
        later.removeAll(due);
        due.forEach(it -> it.action().run());
    }

    @Override
    public void close() {
        cloud.close();
    }

    private static final class FakeScripts implements Scripts {
        @Override
        public String prints(String text) {
            return "echo " + text + "\n";
        }

        @Override
        public String exitsWith(int code) {
            return "exit " + code + "\n";
        }

        @Override
        public String runsUntilStopped() {
            return "sleep 1000000\n";
        }

        @Override
        public Optional<String> printsBytes(byte[] bytes) {
            return Optional.empty();
        }

        @Override
        public Optional<String> diesOf(int signal) {
            return Optional.empty();
        }

        @Override
        public Optional<String> ignoresTheEnd() {
            return Optional.empty();
        }

        @Override
        public Optional<String> stubbornTree(String mark) {
            return Optional.empty();
        }
    }
}
