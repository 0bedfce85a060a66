package io.skyjobs.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What to measure; always usable as it is.
 *
 * @param scales how many jobs run at the same time, ascending; with none, what is measured without
 *     losses is left out
 * @param recovered how many jobs run where machines are lost; 0 leaves that measurement out
 * @param stored how many ended jobs to fill a store with; 0 leaves that measurement out
 * @param span how long each timed loop lasts
 * @param output where the figures go as JSON
 * @param directory where stores and logs go; a temporary directory otherwise
 */
record BenchOptions(
        List<Integer> scales,
        int recovered,
        int stored,
        Duration span,
        Optional<Path> output,
        Optional<Path> directory) {
    static final String USAGE =
            """
            Usage: bench/run [--jobs N,N,...] [--recovery N] [--stored N] [--seconds N]
                             [--dir DIRECTORY] [-o FILE]
              --jobs     jobs that run at the same time (1000,10000,20000,100000); none leaves out
                         all that has to do with submits, transitions and scale
              --recovery jobs that run where machines are lost; 0 leaves it out (20000)
              --stored   ended jobs in the store of the queue measurement; 0 leaves it out (1000000)
              --seconds  how long each timed loop lasts (5)
              --dir      where stores and logs go (a temporary directory)
              -o         also write the figures to FILE, as JSON
            Programs of their own: bench/ssh measures machines over SSH, bench/store measures
            uploads to an S3 server, copies from it, and mounts.
            """;

    private static final List<Integer> SCALES = List.of(1_000, 10_000, 20_000, 100_000);
    private static final int RECOVERED = 20_000;
    private static final int STORED = 1_000_000;
    private static final String NONE = "none";
    private static final Duration SPAN = Duration.ofSeconds(5);

    /** A command line that cannot be followed; the message is for people. */
    static final class UsageProblem extends Exception {
        private static final long serialVersionUID = 1L;

        UsageProblem(String sentence) {
            super(sentence);
        }
    }

    BenchOptions {
        scales = scales.stream().sorted().toList();
    }

    static BenchOptions parse(List<String> arguments) throws UsageProblem {
        List<Integer> scales = SCALES;
        int recovered = RECOVERED;
        int stored = STORED;
        Duration span = SPAN;
        Optional<Path> output = Optional.empty();
        Optional<Path> directory = Optional.empty();
        Iterator<String> words = arguments.iterator();
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--jobs" -> scales = numbers(option, value(option, words));
                case "--recovery" -> recovered = number(option, value(option, words), 0);
                case "--stored" -> stored = number(option, value(option, words), 0);
                case "--seconds" ->
                        span = Duration.ofSeconds(number(option, value(option, words), 1));
                case "--dir" -> directory = Optional.of(Path.of(value(option, words)));
                case "-o" -> output = Optional.of(Path.of(value(option, words)));
                default -> throw new UsageProblem("There is no option '" + option + "'.");
            }
        }
        return new BenchOptions(scales, recovered, stored, span, output, directory);
    }

    private static String value(String option, Iterator<String> words) throws UsageProblem {
        if (!words.hasNext()) {
            throw new UsageProblem("Option '" + option + "' needs a value.");
        }
        return words.next();
    }

    private static List<Integer> numbers(String option, String text) throws UsageProblem {
        List<Integer> numbers = new ArrayList<>();
        if (text.equals(NONE)) {
            return numbers;
        }
        for (String part : text.split(",", -1)) {
            numbers.add(number(option, part, 1));
        }
        return numbers;
    }

    private static int number(String option, String text, int least) throws UsageProblem {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw new UsageProblem(
                "Option '" + option + "' needs a number from " + least + ", not '" + text + "'.");
    }
}
