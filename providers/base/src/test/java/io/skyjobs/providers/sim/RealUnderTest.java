package io.skyjobs.providers.sim;

import io.skyjobs.providers.channel.BashScripts;
import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.DirectoryRemoval;
import io.skyjobs.providers.channel.MachineRuns;
import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.providers.channel.ProcessIdentity;
import io.skyjobs.providers.sim.SimWorld.Surroundings;
import io.skyjobs.providers.sim.scenario.Scenario;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.testkit.ProviderUnderTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A calm simulated cloud of real processes, in a directory of its own and in real time. */
final class RealUnderTest implements ProviderUnderTest {
    static final String CALM =
            """
            nodes: real
            clouds:
              aws:
                provision: 10ms
                terminate: 10ms
                instances:
                  m6i.2xlarge: {vcpus: 8, memory: 32, price: 0.384, spot_price: 0.15}
                regions:
                  us-east-1: {zones: [us-east-1a, us-east-1b]}
            """;

    private static final long PASS_NANOS = Duration.ofMillis(3).toNanos();

    private final Path root;
    private final SimProvider provider;

    RealUnderTest() throws IOException {
        this.root = Files.createTempDirectory("sim-real");
        this.provider = cloud(CALM);
    }

    private SimProvider cloud(String scenario) throws IOException {
        Scenario read = SimWorldKit.read(root, scenario);
        return SimClouds.real(
                read,
                read.clouds().getFirst(),
                new Surroundings(
                        InstantSource.system(),
                        new WorldFile(root.resolve("world")),
                        Alarm.thread("sim-test")),
                new RealMachines(root.resolve("nodes"), ConfinementChoice.BEST));
    }

    @Override
    public SimProvider provider() {
        return provider;
    }

    @Override
    public Optional<ComputeProvider> restarted() {
        try {
            return Optional.of(cloud(CALM));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public RunRequest request(
            long epoch, Optional<String> setup, Optional<String> run, boolean wait) {
        return MachineRuns.request(epoch, setup, run, wait);
    }

    @Override
    public Optional<RunRequest> hooked(long epoch, String run, String hook) {
        return Optional.of(MachineRuns.hooked(epoch, run, hook));
    }

    @Override
    public Optional<RunRequest> bucketed(long epoch, Path buckets, Bucketed how) {
        return Optional.of(MachineRuns.bucketed(epoch, buckets, how));
    }

    @Override
    public Scripts scripts() {
        return new BashScripts(false);
    }

    @Override
    public void makeHalf(ClusterSpec spec) {
        try (var failing = cloud(CALM.replace("  aws:\n", "  aws:\n    half_made: 1\n"))) {
            failing.ensure(spec);
            throw new AssertionError("a half-made cluster is an error");
        } catch (ProvisionException asItShouldBe) {
            // That is what was asked for.
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    Path nodes() {
        return root.resolve("nodes");
    }

    @Override
    public boolean killRunner(ClusterName cluster, int rank, long epoch) {
        return MachineRuns.killRunner(new NodeDirectories(nodes()), cluster, rank, epoch);
    }

    ProcessIdentity runner(ClusterName cluster, int rank, long epoch) {
        return MachineRuns.runner(new NodeDirectories(nodes()), cluster, rank, epoch);
    }

    @Override
    public Optional<Integer> count(String mark) {
        return MachineRuns.count(mark);
    }

    @Override
    public void pass() {
        LockSupport.parkNanos(PASS_NANOS);
    }

    @Override
    public void close() {
        try {
            for (var view : provider.report().clusters()) {
                provider.terminate(view.name());
            }
            while (!provider.report().clusters().isEmpty()) {
                pass();
            }
            provider.close();
            DirectoryRemoval.remove(root);
        } catch (Exception trouble) {
            throw new AssertionError("the test left something that cannot be removed", trouble);
        }
    }
}
