package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.BashScripts;
import io.skyjobs.providers.channel.MachineRuns;
import io.skyjobs.providers.channel.host.FilePlacer;
import io.skyjobs.providers.channel.host.HostAgent;
import io.skyjobs.providers.channel.host.HostSettings;
import io.skyjobs.providers.channel.ssh.SshConnections;
import io.skyjobs.providers.channel.ssh.SshFiles;
import io.skyjobs.providers.channel.ssh.SshLimits;
import io.skyjobs.providers.channel.ssh.SshPatience;
import io.skyjobs.providers.channel.ssh.SshSettings;
import io.skyjobs.providers.lab.LabHosts;
import io.skyjobs.providers.ssh.ClusterEntry.Stage;
import io.skyjobs.providers.ssh.pack.Demand;
import io.skyjobs.providers.ssh.pool.PoolFile;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** The provider {@code ssh} over hosts of the lab with real OpenSSH servers. */
final class LabPool implements ProviderUnderTest {
    private static final long PASS_NANOS = Duration.ofMillis(3).toNanos();

    /** Silence is noticed within 3 s, and a host that is back within 2 s. */
    private static final SshSettings HASTY =
            new SshSettings(
                    SshLimits.usual(),
                    new SshPatience(
                            Duration.ofSeconds(1),
                            2,
                            Duration.ofMillis(100),
                            Duration.ofSeconds(2)),
                    10,
                    32);

    private final LabHosts hosts = LabHosts.get();
    private final Path root;
    private final List<Integer> members;
    private final PoolLimits limits;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<SshProvider> opened = new ArrayList<>();
    private final SshProvider provider;

    /**
     * A pool of hosts, whose state is in a directory.
     *
     * @param unreachable how long a host may be silent before its nodes are given up
     */
    LabPool(Path root, Duration unreachable, Integer... members) throws IOException {
        this.root = root;
        this.members = List.of(members);
        this.limits = PoolLimits.STANDARD.withUnreachable(unreachable);
        var file = new StringBuilder("lab:\n  user: root\n  identity_file: ");
        file.append(hosts.files().resolve("key")).append("\n  hosts:\n");
        for (var host : members) {
            file.append("    - ").append(hosts.address(host)).append('\n');
        }
        Files.writeString(root.resolve("pools.yaml"), file);
        this.provider = open();
    }

    private SshProvider open() {
        var connections =
                new SshConnections(
                        new SshFiles(
                                root,
                                "nobody",
                                root.resolve("pinned"),
                                List.of(),
                                Optional.empty()),
                        HASTY,
                        System::nanoTime,
                        new SplittableRandom(1));
        var settings =
                new HostSettings(threads, new SplittableRandom(2), HostSettings.Limits.USUAL);
        FilePlacer none =
                (home, tree) -> {
                    throw new IllegalStateException("no files here");
                };
        var made =
                new SshProvider(
                        new SshProvider.Ground(
                                root.resolve("state"),
                                new PoolFile(root.resolve("pools.yaml"), root),
                                target ->
                                        new HostAgent(
                                                connections.connection(target), none, settings),
                                connections),
                        new Times(InstantSource.system(), System::nanoTime),
                        limits);
        opened.add(made);
        return made;
    }

    LabHosts hosts() {
        return hosts;
    }

    private ClusterBook book() {
        return new ClusterBook(root.resolve("state"), InstantSource.system());
    }

    /** The number of the host that has a node. */
    int hostOf(ClusterName cluster, int rank) {
        try {
            var name =
                    book().find(cluster).orElseThrow().slot(rank).orElseThrow().host().toString();
            return members.stream()
                    .filter(host -> name.contains(hosts.address(host)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is none of " + members));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public SshProvider provider() {
        return provider;
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
    public Scripts scripts() {
        return new BashScripts(true);
    }

    @Override
    public void makeHalf(ClusterSpec spec) {
        try {
            book().add(
                            new ClusterEntry(
                                    spec.name(),
                                    spec.installation(),
                                    spec.epoch(),
                                    "lab",
                                    Demand.of(spec),
                                    Stage.MAKING,
                                    List.of()));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    @Override
    public boolean killRunner(ClusterName cluster, int rank, long epoch) {
        hosts.shell(
                hostOf(cluster, rank),
                "read -r pid rest <~/.skyjobs/nodes/%s/node%d/home/.sky/runs/%d/pid && kill -9 $pid"
                        .formatted(cluster, rank, epoch));
        return true;
    }

    /** This process sees those of all hosts. */
    @Override
    public Optional<Integer> count(String mark) {
        return MachineRuns.count(mark);
    }

    @Override
    public void pass() {
        LockSupport.parkNanos(PASS_NANOS);
    }

    /** What is left on a host of ours, but for what remembers ends. */
    String left(int host) {
        return hosts.shell(
                host,
                "ls -A /root /tmp | grep -vE '^/|^$|^.ssh$';"
                        + " find /var/tmp -name '*.claim'; find /sys/fs/cgroup -name '*sky*';"
                        + " ps -eo args= | grep -E '[s]leep|[s]kyjobs'; true");
    }

    @Override
    public void close() {
        try {
            for (var host : members) {
                hosts.tell("mend", host);
            }
            for (var entry : book().all()) {
                LabHosts.until(
                        entry.name() + " is gone",
                        Duration.ofSeconds(60),
                        () -> isGone(entry.name()));
            }
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } finally {
            opened.forEach(SshProvider::close);
            threads.shutdownNow();
        }
        for (var host : members) {
            LabHosts.until(
                    "nothing is left on host " + host + " (.ci/sshlab state " + host + ")",
                    Duration.ofSeconds(20),
                    () -> left(host).isBlank());
            // The next test makes nodes of the same names, which a host rightly refuses.
            hosts.shell(host, "rm -f /var/tmp/skyjobs/*.ended");
        }
    }

    private boolean isGone(ClusterName name) {
        try {
            provider.terminate(name);
            return provider.inspect(List.of(name)).saysGone(name);
        } catch (io.skyjobs.spi.ProvisionException notYet) {
            return false;
        }
    }
}
