package io.skyjobs.bench;

import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.SpecCodec;
import io.skyjobs.core.persistence.StoreException;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobRecovery;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.SpecText;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.UnreadableSpecException;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The jobs of the measurements: one task on one node, as many users have. */
final class Workload {
    /** Longer than any measurement. */
    static final Duration FOR_EVER = Duration.ofDays(30);

    private static final int ENVS = 4;

    private Workload() {}

    /** The codec of the server, as far as a store sees it. */
    static final SpecCodec CODEC =
            new SpecCodec() {
                @Override
                public String write(JobSpec spec) {
                    return SpecText.write(spec);
                }

                @Override
                public JobSpec read(String text) {
                    try {
                        return SpecText.read(text);
                    } catch (UnreadableSpecException unknown) {
                        throw new StoreException(String.valueOf(unknown.getMessage()), unknown);
                    }
                }
            };

    /**
     * A submit whose run prints a line, takes so long, and succeeds.
     *
     * @param name of the job; letters and digits only, unique within a store
     */
    static StoreWrite.Submit job(String name, Duration length) {
        return job(
                name, "echo hello from " + name + "\nsleep " + length.toMillis() / 1000.0 + "\n");
    }

    /** A submit whose run is this script. */
    static StoreWrite.Submit job(String name, String run) {
        JobSpec spec =
                new JobSpec(
                        name, List.of(task(name, run)), List.of(List.of()), 0, Optional.empty());
        JobHeader header =
                new JobHeader(
                        name,
                        "user" + Math.floorMod(name.hashCode(), 50),
                        "default",
                        0,
                        List.of(name),
                        List.of("1x[CPU:2+]"),
                        List.of("sky-managed-2026-11-25-08-00-00-000000_" + name + "_{job}-0"),
                        0,
                        1,
                        "{}");
        return new StoreWrite.Submit(name, header, spec, Map.of(), Instant.now());
    }

    private static TaskSpec task(String name, String run) {
        TreeMap<String, String> envs = new TreeMap<>();
        for (int variable = 0; variable < ENVS; variable++) {
            envs.put("VARIABLE_" + variable, "value " + variable + " of " + name);
        }
        return new TaskSpec(
                name,
                Optional.empty(),
                1,
                new ResourceChoice.One(Resources.ANY),
                JobRecovery.DEFAULT,
                envs,
                new TreeSet<>(),
                Optional.empty(),
                Optional.of(run),
                List.of(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                false,
                new TreeMap<>());
    }
}
