package io.skyjobs.bench;

import java.util.ArrayList;
import java.util.List;

/** How many seconds the same thing took in each turn. */
final class Turns {
    private static final double NANOS = 1e9;

    private final List<Double> seconds = new ArrayList<>();

    /** Something that takes time. */
    interface Step {
        void run() throws Exception;
    }

    /** Does something and keeps how long it took. */
    void time(Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        add((System.nanoTime() - start) / NANOS);
    }

    void add(double taken) {
        seconds.add(taken);
    }

    /** The shortest turn: what the machine's other work disturbed least. */
    double least() {
        return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The turn in the middle; of an even number the longer of the two. */
    double median() {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }
}
