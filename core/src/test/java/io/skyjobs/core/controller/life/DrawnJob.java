package io.skyjobs.core.controller.life;

import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Draws a job: mostly one task, sometimes a pipeline; it may fail, be short, long, or wide. */
final class DrawnJob {
    /** No script of which it is not wanted exits with it. */
    private static final int RECOVERABLE = 211;

    private final RandomGenerator random;

    DrawnJob(RandomGenerator random) {
        this.random = random;
    }

    JobSpec spec(String name) {
        int count = random.nextInt(4) == 0 ? random.nextInt(2, 4) : 1;
        List<TaskSpec> tasks = new ArrayList<>();
        List<List<Integer>> needs = new ArrayList<>();
        for (int task = 0; task < count; task++) {
            tasks.add(task(name + "-" + task));
            needs.add(task == 0 ? List.of() : List.of(task - 1));
        }
        return new JobSpec(name, tasks, needs, random.nextInt(-2, 3), Optional.empty());
    }

    private TaskSpec task(String name) {
        Optional<String> setup =
                random.nextBoolean()
                        ? Optional.of("echo setting up\nsleep " + random.nextInt(0, 60) + exit(20))
                        : Optional.empty();
        int length = random.nextInt(20) == 0 ? random.nextInt(400, 2000) : random.nextInt(0, 400);
        String run = "echo hello\nsleep " + length + "\necho done" + exit(5);
        boolean flaky = random.nextInt(8) == 0;
        if (flaky) {
            run = "until-attempt " + random.nextInt(2, 6) + "\n" + run;
        }
        JobRecovery.Strategy strategy =
                switch (random.nextInt(6)) {
                    case 0 -> JobRecovery.Strategy.NONE;
                    case 1, 2 -> JobRecovery.Strategy.FAILOVER;
                    default -> JobRecovery.Strategy.EAGER_NEXT_REGION;
                };
        int restarts =
                strategy == JobRecovery.Strategy.NONE ? 0 : Math.max(0, random.nextInt(-2, 3));
        // Not drawn, so that the lives of jobs without files stay as they were.
        boolean brings = Math.floorMod(name.hashCode(), 3) == 0;
        return new TaskSpec(
                name,
                brings ? Optional.of(new TaskSpec.Workdir.Local("/src")) : Optional.empty(),
                random.nextInt(4) == 0 ? random.nextInt(2, 5) : 1,
                choice(),
                new JobRecovery(
                        strategy,
                        restarts,
                        flaky || random.nextInt(8) == 0 ? List.of(RECOVERABLE) : List.of()),
                new TreeMap<>(),
                new TreeSet<>(),
                setup,
                random.nextInt(20) == 0 ? Optional.empty() : Optional.of(run),
                brings ? List.of(new TaskSpec.FileMount.LocalPath("~/data", "/data")) : List.of(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                true,
                limit(10),
                limit(20),
                new TreeMap<>());
    }

    private Optional<Duration> limit(int one) {
        return random.nextInt(one) == 0
                ? Optional.of(Duration.ofSeconds(random.nextInt(30, 600)))
                : Optional.empty();
    }

    /** A script as it is for an attempt: one that fails at first fails with a code of its own. */
    static String inAttempt(String script, int attempt) {
        if (!script.startsWith("until-attempt ")) {
            return script;
        }
        int end = script.indexOf('\n');
        int good = Integer.parseInt(script.substring("until-attempt ".length(), end));
        String rest = script.substring(end + 1);
        return attempt < good ? "sleep 5\nexit " + RECOVERABLE : rest;
    }

    private String exit(int one) {
        return random.nextInt(one) == 0 ? "\nexit " + random.nextInt(1, RECOVERABLE) : "";
    }

    private ResourceChoice choice() {
        Resources onDemand = resources(false);
        Resources spot = resources(true);
        return switch (random.nextInt(3)) {
            case 0 -> new ResourceChoice.One(onDemand);
            case 1 -> new ResourceChoice.One(spot);
            default -> new ResourceChoice.AnyOf(List.of(spot, onDemand));
        };
    }

    static Resources resources(boolean spot) {
        Resources any = Resources.ANY;
        return new Resources(
                Infra.ANY,
                any.instanceType(),
                any.cpus(),
                any.memoryGib(),
                any.accelerator(),
                spot,
                any.diskGib(),
                any.diskTier(),
                any.networkTier(),
                any.localDisk(),
                any.maxHourlyCost(),
                any.ports(),
                any.imageId(),
                any.labels());
    }

    static StoreWrite.Submit submit(JobSpec spec, String key, Instant at) {
        List<String> names = spec.tasks().stream().map(TaskSpec::name).toList();
        JobHeader header =
                new JobHeader(
                        spec.name(),
                        "user",
                        "default",
                        spec.priority(),
                        names,
                        names,
                        names.stream().map(name -> "sky-managed-" + name + "_{job}").toList(),
                        0,
                        1,
                        "{}");
        return new StoreWrite.Submit(key, header, spec, Map.of("TOKEN", "secret"), at);
    }
}
