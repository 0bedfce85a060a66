package io.skyjobs.core.bundle;

import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.LifecycleHook;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A task and its context, with only what a test is about. */
record SampleTask(
        Map<String, String> envs,
        Map<String, String> secrets,
        String setup,
        String run,
        List<LifecycleHook> hooks,
        Optional<RunContext.History> history) {
    static SampleTask running(String run) {
        return new SampleTask(Map.of(), Map.of(), "", run, List.of(), Optional.empty());
    }

    SampleTask withSetup(String script) {
        return new SampleTask(envs, secrets, script, run, hooks, history);
    }

    SampleTask withEnvs(Map<String, String> variables) {
        return new SampleTask(variables, secrets, setup, run, hooks, history);
    }

    SampleTask withSecrets(Map<String, String> values) {
        return new SampleTask(envs, values, setup, run, hooks, history);
    }

    SampleTask withHook(String script, int seconds, String... events) {
        var hook = new LifecycleHook(script, List.of(events), seconds);
        var all = Stream.concat(hooks.stream(), Stream.of(hook)).toList();
        return new SampleTask(envs, secrets, setup, run, all, history);
    }

    SampleTask after(RunContext.History past) {
        return new SampleTask(envs, secrets, setup, run, hooks, Optional.of(past));
    }

    TaskSpec spec() {
        return new TaskSpec(
                "train",
                Optional.empty(),
                2,
                new ResourceChoice.One(Resources.ANY),
                JobRecovery.DEFAULT,
                new TreeMap<>(envs),
                new TreeSet<>(secrets.keySet()),
                Optional.of(setup).filter(script -> !script.isEmpty()),
                Optional.of(run).filter(script -> !script.isEmpty()),
                List.of(),
                Optional.empty(),
                hooks,
                new TreeMap<>(),
                false,
                new TreeMap<>());
    }

    /** Node 1 of 2 of the second of two tasks of job 8. */
    RunContext context(long attempt, String cluster) {
        return new RunContext(
                new RunContext.Task(
                        8, "pipeline", 1, List.of("sky-managed-x_8-0", "sky-managed-x_8-1")),
                new RunContext.Submitter("ann", "0123abcd"),
                new RunContext.Copies(3, 5),
                new RunContext.Place(
                        cluster,
                        new Infra(Optional.of("aws"), Optional.of("us-east-1"), Optional.empty()),
                        List.of("10.0.0.1", "10.0.0.2"),
                        1,
                        0.5),
                history.orElse(new RunContext.History(attempt, 0, OptionalInt.empty())),
                secrets);
    }

    /** The files of a node that is to have something of object stores. */
    Map<String, String> files(List<NodeMount> mounts) {
        var plain = context(1, "train-8-1-1-abcdef");
        return new RunBundle()
                .files(
                        spec(),
                        new RunContext(
                                plain.task(),
                                plain.submitter(),
                                plain.copies(),
                                plain.place(),
                                plain.history(),
                                mounts,
                                plain.secrets()));
    }

    Map<String, String> files() {
        return new RunBundle().files(spec(), context(1, "train-8-1-1-abcdef"));
    }
}
