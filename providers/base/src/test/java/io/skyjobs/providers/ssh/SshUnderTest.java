package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.BashScripts;
import io.skyjobs.providers.channel.DirectoryRemoval;
import io.skyjobs.providers.channel.MachineRuns;
import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.providers.channel.host.HostRoom;
import io.skyjobs.providers.channel.ssh.SshFiles;
import io.skyjobs.providers.channel.ssh.SshTarget;
import io.skyjobs.providers.ssh.ClusterEntry.Stage;
import io.skyjobs.providers.ssh.pack.Demand;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.providers.ssh.pool.PoolFile;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.testkit.ProviderUnderTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The provider {@code ssh} over real connections to real processes, in a state of its own. */
final class SshUnderTest implements ProviderUnderTest {
    private static final long PASS_NANOS = Duration.ofMillis(3).toNanos();

    private final SshMachines machines;
    private final Path root;
    private final SshProvider provider;

    SshUnderTest(SshMachines machines) throws IOException {
        this.machines = machines;
        machines.forget();
        this.root = Files.createTempDirectory("ssh-provider");
        Files.writeString(root.resolve("pools.yaml"), machines.pools());
        this.provider = open();
    }

    private SshProvider open() {
        return new SshProvider(ground(), times(), PoolLimits.STANDARD);
    }

    private SshProvider.Ground ground() {
        return SshProviderFactory.ground(
                root.resolve("state"),
                new PoolFile(root.resolve("pools.yaml"), root),
                new SshFiles(root, "nobody", root.resolve("pins"), List.of(), Optional.empty()));
    }

    private static Times times() {
        return new Times(InstantSource.system(), System::nanoTime);
    }

    @Override
    public SshProvider provider() {
        return provider;
    }

    ClusterBook book() {
        return new ClusterBook(root.resolve("state"), InstantSource.system());
    }

    @Override
    public Optional<ComputeProvider> restarted() {
        return Optional.of(open());
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
        return new BashScripts(true);
    }

    @Override
    public void makeHalf(ClusterSpec spec) {
        var entry =
                new ClusterEntry(
                        spec.name(),
                        spec.installation(),
                        spec.epoch(),
                        "lab",
                        Demand.NOTHING,
                        Stage.MAKING,
                        List.of());
        for (var rank = 0; rank < spec.nodes(); rank++) {
            var target = target(machines.hosts().get(rank).address());
            entry = entry.with(Slot.planned(rank, HostId.of(target), Map.of()));
        }
        try (var host = ground().opening().apply(target(machines.hosts().get(0).address()))) {
            book().add(entry);
            host.make(entry.claim(entry.slots().getFirst()), new HostRoom(1_000, 1_024, Map.of()));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } catch (ChannelException trouble) {
            throw new AssertionError(trouble);
        }
    }

    private SshTarget target(String address) {
        return machines.at(address).target();
    }

    private NodeDirectories directories(ClusterName cluster, int rank) {
        try {
            var host = book().find(cluster).orElseThrow().slot(rank).orElseThrow().address();
            return new NodeDirectories(machines.at(host).home().resolve(".skyjobs/nodes"));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public boolean killRunner(ClusterName cluster, int rank, long epoch) {
        return MachineRuns.killRunner(directories(cluster, rank), cluster, rank, epoch);
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
            for (var entry : book().all()) {
                provider.terminate(entry.name());
            }
            if (!machines.left().isEmpty()) {
                throw new AssertionError("left on the hosts: " + machines.left());
            }
            provider.close();
            DirectoryRemoval.remove(root);
        } catch (Exception trouble) {
            throw new AssertionError("the test left something that cannot be removed", trouble);
        }
    }
}
