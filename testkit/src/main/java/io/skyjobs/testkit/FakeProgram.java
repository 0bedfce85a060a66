package io.skyjobs.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A script as a fake node runs it: {@code echo TEXT}, {@code sleep SECONDS} and {@code exit CODE}
 * mean what they say, everything else takes no time and says nothing.
 *
 * @param outputs what it prints and when, from its start
 * @param length how long it takes
 * @param exitCode what it exits with
 */
record FakeProgram(List<Output> outputs, Duration length, int exitCode) {
    /** Text printed at a time after the start. */
    record Output(Duration after, String text) {}

    /** Nothing at all: takes no time and exits with 0. */
    static final FakeProgram NOTHING = new FakeProgram(List.of(), Duration.ZERO, 0);

    static FakeProgram of(String script) {
        List<Output> outputs = new ArrayList<>();
        Duration clock = Duration.ZERO;
        for (String line : script.lines().map(String::strip).toList()) {
            if (line.startsWith("echo ")) {
                outputs.add(new Output(clock, line.substring(5) + "\n"));
            } else if (line.startsWith("sleep ")) {
                double seconds = Double.parseDouble(line.substring(6).strip());
                clock = clock.plusMillis((long) (seconds * 1000));
            } else if (line.startsWith("exit ")) {
                return new FakeProgram(outputs, clock, Integer.parseInt(line.substring(5).strip()));
            }
        }
        return new FakeProgram(outputs, clock, 0);
    }

    /** Everything printed in so much time. */
    byte[] printedIn(Duration time) {
        StringBuilder text = new StringBuilder();
        for (Output output : outputs) {
            if (output.after().compareTo(time) <= 0) {
                text.append(output.text());
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
