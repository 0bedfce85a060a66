package io.skyjobs.providers.sim;

import io.skyjobs.core.bundle.RunBundle;
import io.skyjobs.core.bundle.RunContext;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.DirectoryRemoval;
import io.skyjobs.providers.channel.NodeDirectories;
import io.skyjobs.providers.channel.ProcessIdentity;
import io.skyjobs.providers.channel.RunDirectory;
import io.skyjobs.providers.sim.SimWorld.Surroundings;
import io.skyjobs.providers.sim.scenario.Scenario;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.ProvisionException;
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

    static TaskSpec task(Optional<String> setup, Optional<String> run) {
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
                List.of(),
                new TreeMap<>(),
                false,
                new TreeMap<>());
    }

    @Override
    public Scripts scripts() {
        return new BashLines();
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
        var runner = runner(cluster, rank, epoch);
        return ProcessHandle.of(runner.pid()).orElseThrow().destroyForcibly();
    }

    ProcessIdentity runner(ClusterName cluster, int rank, long epoch) {
        try {
            var file =
                    new NodeDirectories(nodes())
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

    private record BashLines() implements Scripts {
        @Override
        public String prints(String text) {
            return "echo '" + text + "'\n";
        }

        @Override
        public String exitsWith(int code) {
            return "exit " + code + "\n";
        }

        @Override
        public String runsUntilStopped() {
            return "exec sleep 1000\n";
        }

        @Override
        public Optional<String> printsBytes(byte[] bytes) {
            var text = new StringBuilder("printf '");
            for (var each : bytes) {
                text.append(String.format("\\%03o", each & 0xff));
            }
            return Optional.of(text.append("'\n").toString());
        }

        @Override
        public Optional<String> diesOf(int signal) {
            return Optional.of("kill -" + signal + " $$\nsleep 1000\n");
        }

        @Override
        public Optional<String> ignoresTheEnd() {
            return Optional.of("trap '' TERM\necho ready\nwhile :; do sleep 1000; done\n");
        }

        @Override
        public Optional<String> stubbornTree(String mark) {
            var program = "trap \"\" TERM HUP INT; while :; do sleep " + mark + "; done";
            var start = "(setsid " + "" + "sh -c '" + program + "' &)\n";
            return Optional.of(start.repeat(3) + "echo ready\nsleep 1000\n");
        }
    }
}
