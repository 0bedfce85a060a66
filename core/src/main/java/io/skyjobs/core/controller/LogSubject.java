package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.spi.ClusterName;

import org.slf4j.MDC;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names to the log what a thread works for until it is closed: each line that is logged meanwhile,
 * by a provider too, carries the job, the task and the attempt.
 */
final class LogSubject implements AutoCloseable {
    private static final List<String> KEYS = List.of("job", "task", "attempt");

    /** Of our clusters: how the name ends, before the installation. */
    private static final Pattern CLUSTER =
            Pattern.compile(".*-(\\d{1,18})-(\\d{1,9})-(\\d{1,9})-[^-]+");

    private LogSubject() {}

    private static LogSubject of(String... values) {
        for (int index = 0; index < values.length; index++) {
            MDC.put(KEYS.get(index), values[index]);
        }
        return new LogSubject();
    }

    /** Logs something of a job as a whole. */
    static void log(long job, Runnable line) {
        try (LogSubject _ = of(Long.toString(job))) {
            line.run();
        }
    }

    /** The attempt that a cluster was made for, as its name says. */
    static LogSubject of(ClusterName cluster) {
        Matcher name = CLUSTER.matcher(cluster.value());
        return name.matches() ? of(name.group(1), name.group(2), name.group(3)) : of();
    }

    /** The same work, done for an attempt. */
    static Runnable around(Part part, Runnable work) {
        return () -> {
            try (LogSubject _ =
                    of(
                            Long.toString(part.job()),
                            Integer.toString(part.task()),
                            Integer.toString(part.attempt().number()))) {
                work.run();
            }
        };
    }

    @Override
    public void close() {
        KEYS.forEach(MDC::remove);
    }
}
