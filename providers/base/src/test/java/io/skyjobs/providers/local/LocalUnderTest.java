package io.skyjobs.providers.local;

import io.skyjobs.core.bundle.RunBundle;
import io.skyjobs.core.bundle.RunContext;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.LifecycleHook;
import io.skyjobs.providers.channel.Confinement;
import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.DirectoryRemoval;
import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.providers.channel.ProcessIdentity;
import io.skyjobs.providers.channel.RunDirectory;
import io.skyjobs.providers.local.ClusterEntry.Stage;
import io.skyjobs.providers.local.LocalSettings.Capacity;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.testkit.ProviderUnderTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
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
        return new RunRequest(epoch, new RunBundle().files(task(setup, run), CONTEXT), wait);
    }

    static final RunContext CONTEXT =
            new RunContext(
                    new RunContext.Task(1, "test", 0, List.of("sky-managed-test-1-0")),
                    new RunContext.Submitter("tester", "0123abcd"),
                    RunContext.Copies.ALONE,
                    new RunContext.Place("test", Infra.ANY, List.of("127.0.0.1"), 0, 0),
                    RunContext.History.NEW,
                    Map.of());

    @Override
    public Optional<RunRequest> hooked(long epoch, String run, String hook) {
        var task =
                task(
                        Optional.empty(),
                        Optional.of(run),
                        List.of(new LifecycleHook(hook, List.of("preemption"), 60)));
        return Optional.of(new RunRequest(epoch, new RunBundle().files(task, CONTEXT), false));
    }

    static TaskSpec task(Optional<String> setup, Optional<String> run) {
        return task(setup, run, List.of());
    }

    private static TaskSpec task(
            Optional<String> setup, Optional<String> run, List<LifecycleHook> hooks) {
        return new TaskSpec(
                "test",
                Optional.empty(),
                1,
                new ResourceChoice.One(Resources.ANY),
                JobRecovery.DEFAULT,
                new TreeMap<>(),
                new TreeSet<>(),
                setup,
                run,
                List.of(),
                Optional.empty(),
                hooks,
                new TreeMap<>(),
                false,
                new TreeMap<>());
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
        var runner = runner(cluster, rank, epoch);
        return ProcessHandle.of(runner.pid()).orElseThrow().destroyForcibly();
    }

    ProcessIdentity runner(ClusterName cluster, int rank, long epoch) {
        try {
            var file =
                    directories()
                            .runs(cluster, rank)
                            .resolve(Long.toString(epoch))
                            .resolve(RunDirectory.RUNNER);
            return ProcessIdentity.parse(Files.readString(file)).orElseThrow();
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Counts by command line, which the provider never looks at. */
    @Override
    public Optional<Integer> count(String mark) {
        var wanted = "sleep\0" + mark + "\0";
        var found = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                found += commandLine(process).equals(wanted) ? 1 : 0;
            }
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
        return Optional.of(found);
    }

    private static String commandLine(Path process) {
        try {
            return new String(
                    Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
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
