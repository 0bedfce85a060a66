package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.BashScripts;
import io.skyjobs.providers.channel.Confinement;
import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.DirectoryRemoval;
import io.skyjobs.providers.channel.MachineRuns;
import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.providers.channel.ProcessIdentity;
import io.skyjobs.providers.local.ClusterEntry.Stage;
import io.skyjobs.providers.local.LocalSettings.Capacity;
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
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The provider {@code local} with real processes, in a directory of its own. */
final class LocalUnderTest implements ProviderUnderTest {
    private static final long PASS_NANOS = Duration.ofMillis(3).toNanos();

    private final Path root;
    private final LocalSettings settings;
    private final LocalProvider provider;

    LocalUnderTest(ConfinementChoice confinement) throws IOException {
        this.root = Files.createTempDirectory("local-provider");
        this.settings =
                LocalSettings.standard(root, InstantSource.system())
                        .withMachine(new Capacity(4, 8))
                        .withConfinement(confinement);
        this.provider = new LocalProvider(settings);
    }

    @Override
    public LocalProvider provider() {
        return provider;
    }

    LocalSettings settings() {
        return settings;
    }

    NodeDirectories directories() {
        return new NodeDirectories(root);
    }

    ClusterBook book() {
        return new ClusterBook(root, settings.clock());
    }

    @Override
    public Optional<ComputeProvider> restarted() {
        return Optional.of(new LocalProvider(settings));
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
        return new BashScripts(settings.confinement() != ConfinementChoice.SCAN);
    }

    @Override
    public void makeHalf(ClusterSpec spec) {
        try {
            book().add(
                            new ClusterEntry(
                                    spec.name(),
                                    spec.installation(),
                                    spec.epoch(),
                                    spec.nodes(),
                                    Capacity.NONE,
                                    Stage.MAKING,
                                    new Confinement.Scan()));
            directories().make(spec.name(), 0);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public boolean killRunner(ClusterName cluster, int rank, long epoch) {
        return MachineRuns.killRunner(directories(), cluster, rank, epoch);
    }

    ProcessIdentity runner(ClusterName cluster, int rank, long epoch) {
        return MachineRuns.runner(directories(), cluster, rank, epoch);
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
            provider.close();
            DirectoryRemoval.remove(root);
        } catch (Exception trouble) {
            throw new AssertionError("the test left something that cannot be removed", trouble);
        }
    }

    Path root() {
        return root;
    }
}
