package io.skyjobs.bench;

import io.skyjobs.core.bundle.NodeMount;
import io.skyjobs.core.bundle.RunBundle;
import io.skyjobs.core.bundle.RunContext;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node of this machine on which the programs of a run are called as a provider would. */
final class StoreNode {
    private static final Duration PASS = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final String MARK = "mark ";
    private static final double NANOS = 1e9;

    private final Path directory;
    private int runs;

    StoreNode(Path directory) {
        this.directory = directory;
    }

    /** A line of a script that says that it came so far. */
    static String mark(String name) {
        return "echo " + MARK + name + " $(date +%s%N)\n";
    }

    /**
     * When a run came how far.
     *
     * @param begun when it was started, in nanoseconds since 1970
     * @param ended when it was over, its buckets saved
     * @param log what its script wrote
     */
    record Course(long begun, long ended, String log) {
        /** Seconds from the start to a mark. */
        double until(String mark) {
            return seconds(begun, at(mark));
        }

        /** Seconds from one mark to another. */
        double between(String first, String second) {
            return seconds(at(first), at(second));
        }

        /** Seconds from a mark to the end. */
        double since(String mark) {
            return seconds(at(mark), ended);
        }

        private long at(String mark) {
            return log.lines()
                    .filter(line -> line.startsWith(MARK + mark + " "))
                    .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no mark " + mark + ": " + log));
        }

        private static double seconds(long from, long to) {
            return (to - from) / NANOS;
        }
    }

    /** Runs a script to its end, in a home of its own that is gone afterwards. */
    Course run(String script, List<NodeMount> mounts) throws IOException, InterruptedException {
        runs++;
        Path home = Files.createDirectories(directory.resolve("node" + runs));
        Path run = Files.createDirectories(home.resolve(".sky/runs/1"));
        for (Map.Entry<String, String> file : files(script, mounts).entrySet()) {
            Files.writeString(run.resolve(file.getKey()), file.getValue());
        }
        ProcessBuilder builder =
                new ProcessBuilder("sh", run.resolve("agent.sh").toString(), "start", "" + run)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        builder.environment().put("HOME", home.toString());
        long begun = now();
        int code = builder.start().waitFor();
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (code == 0 && !Files.exists(run.resolve("ended")) && System.nanoTime() < limit) {
            Pause.of(PASS);
        }
        long ended = now();
        String log = read(run.resolve("setup.log")) + read(run.resolve("run.log"));
        if (!read(run.resolve("ended")).contains("EXITED")
                || !read(run.resolve("run.exit")).strip().equals("0")) {
            throw new IllegalStateException("a run went wrong in " + run + ": " + log);
        }
        Bench.delete(home);
        return new Course(begun, ended, log);
    }

    private static Map<String, String> files(String script, List<NodeMount> mounts) {
        TaskSpec task = Workload.job("bench", script).spec().tasks().getFirst();
        return new RunBundle()
                .files(
                        task,
                        new RunContext(
                                new RunContext.Task(1, "bench", 0, List.of("bench-1-0")),
                                new RunContext.Submitter("bench", "00000000"),
                                RunContext.Copies.ALONE,
                                new RunContext.Place(
                                        "bench-1-0-1-bench0",
                                        new Infra(
                                                Optional.of("local"),
                                                Optional.empty(),
                                                Optional.empty()),
                                        List.of("127.0.0.1"),
                                        0,
                                        0),
                                RunContext.History.NEW,
                                mounts,
                                Map.of()));
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static long now() {
        Instant instant = Instant.now();
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
