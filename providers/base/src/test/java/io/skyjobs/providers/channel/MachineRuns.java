package io.skyjobs.providers.channel;

import io.skyjobs.core.bundle.NodeMount;
import io.skyjobs.core.bundle.RunBundle;
import io.skyjobs.core.bundle.RunContext;
import io.skyjobs.core.bundle.TreeDetails;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.LifecycleHook;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.ProviderUnderTest.Bucketed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs on nodes that are directories of this machine, as the tests of providers need them. */
public final class MachineRuns {
    private static final RunContext CONTEXT =
            new RunContext(
                    new RunContext.Task(1, "test", 0, List.of("sky-managed-test-1-0")),
                    new RunContext.Submitter("tester", "0123abcd"),
                    RunContext.Copies.ALONE,
                    new RunContext.Place("test", Infra.ANY, List.of("127.0.0.1"), 0, 0),
                    RunContext.History.NEW,
                    Map.of());

    private MachineRuns() {}

    /** A run of two scripts. */
    public static RunRequest request(
            long epoch, Optional<String> setup, Optional<String> run, boolean wait) {
        return new RunRequest(
                epoch, new RunBundle().files(task(setup, run, List.of()), CONTEXT), wait);
    }

    /** A run with a hook for the end of its machine. */
    public static RunRequest hooked(long epoch, String run, String hook) {
        TaskSpec task =
                task(
                        Optional.empty(),
                        Optional.of(run),
                        List.of(new LifecycleHook(hook, List.of("preemption"), 60)));
        return new RunRequest(epoch, new RunBundle().files(task, CONTEXT), false);
    }

    /** A run with a bucket of the store {@code file}. */
    public static RunRequest bucketed(long epoch, Path buckets, Bucketed how) {
        NodeAccess access =
                how.byRclone()
                        ? new NodeAccess(
                                Map.of("type", "local"),
                                buckets + "/",
                                Optional.empty(),
                                Optional.empty())
                        : NodeAccess.inDirectory(Map.of(), buckets.toString());
        NodeMount mount =
                new NodeMount(
                        "~/bucket",
                        StoreUri.ofBucket("file", "", how.bucket()),
                        access,
                        NodeMount.Mode.valueOf(how.mode()),
                        Optional.empty(),
                        Map.of(),
                        TreeDetails.NONE);
        RunContext context =
                new RunContext(
                        CONTEXT.task(),
                        CONTEXT.submitter(),
                        CONTEXT.copies(),
                        CONTEXT.place(),
                        CONTEXT.history(),
                        List.of(mount),
                        CONTEXT.secrets());
        TaskSpec task = task(Optional.empty(), Optional.of(how.run()), List.of());
        return new RunRequest(epoch, new RunBundle().files(task, context), false);
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

    /** Kills the agent of a run. */
    public static boolean killRunner(
            NodeDirectories nodes, ClusterName cluster, int rank, long epoch) {
        ProcessIdentity runner = runner(nodes, cluster, rank, epoch);
        return ProcessHandle.of(runner.pid()).orElseThrow().destroyForcibly();
    }

    /** The process of the agent of a run. */
    public static ProcessIdentity runner(
            NodeDirectories nodes, ClusterName cluster, int rank, long epoch) {
        try {
            Path file =
                    nodes.runs(cluster, rank)
                            .resolve(Long.toString(epoch))
                            .resolve(RunDirectory.RUNNER);
            return ProcessIdentity.parse(Files.readString(file)).orElseThrow();
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Counts by command line, which the provider never looks at. */
    public static Optional<Integer> count(String mark) {
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
}
