package io.skyjobs.providers.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A script as a virtual machine runs it: {@code echo TEXT}, {@code sleep TIME} and {@code exit
 * CODE} at the beginning of a line mean what they say, and all else takes no time. A line {@code #
 * sim: runs 30m exit 0} says how long the whole takes and how it ends, whatever else is in the
 * script.
 *
 * @param essence the lines of the script that mean something, which are the same program
 * @param outputs what it prints, and when from its start
 * @param length how long it takes
 */
record Program(String essence, List<Output> outputs, Duration length, int exitCode) {
    private static final Duration FOREVER = Duration.ofDays(36_500);
    private static final int NO_SUCH_NUMBER = 2;

    private static final Pattern WORD =
            Pattern.compile("(?:exec )?(echo|sleep|exit)(?: (.*))?", Pattern.DOTALL);

    private static final Pattern VERDICT =
            Pattern.compile("# *sim: *runs +(\\S+)(?: +exit +(\\d{1,3}))?");

    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)([smhd]?)");

    /** Text that is printed at a moment after the start. */
    record Output(Duration after, String text) {}

    Program {
        outputs = List.copyOf(outputs);
    }

    static Program of(String script) {
        var kept = new ArrayList<String>();
        var outputs = new ArrayList<Output>();
        var clock = Duration.ZERO;
        var verdict = Optional.<Duration>empty();
        var said = 0;
        var code = 0;
        var over = false;
        for (var line : script.lines().map(String::strip).toList()) {
            var ruling = VERDICT.matcher(line);
            var word = WORD.matcher(line);
            if (ruling.matches()) {
                kept.add(line);
                said = ruling.group(2) == null ? 0 : Integer.parseInt(ruling.group(2));
                verdict = Optional.of(time(ruling.group(1)));
            } else if (!over && word.matches()) {
                kept.add(line);
                var rest = word.group(2) == null ? "" : word.group(2).strip();
                switch (word.group(1)) {
                    case "echo" -> outputs.add(new Output(clock, unquoted(rest) + "\n"));
                    case "sleep" -> clock = clock.plus(time(rest));
                    default -> {
                        code = exitCode(rest);
                        over = true;
                    }
                }
            }
        }
        return new Program(
                String.join("\n", kept),
                outputs,
                verdict.orElse(clock),
                verdict.isPresent() ? said : code);
    }

    private static String unquoted(String text) {
        var quoted =
                text.length() >= 2
                        && (text.startsWith("'") || text.startsWith("\""))
                        && text.endsWith(text.substring(0, 1));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static int exitCode(String text) {
        return text.matches("\\d{1,3}")
                ? Integer.parseInt(text) & 0xff
                : (text.isEmpty() ? 0 : NO_SUCH_NUMBER);
    }

    private static Duration time(String text) {
        if (text.equals("infinity")) {
            return FOREVER;
        }
        var time = TIME.matcher(text);
        if (!time.matches()) {
            return Duration.ZERO;
        }
        var unit =
                switch (time.group(2)) {
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    case "d" -> 86_400_000;
                    default -> 1_000;
                };
        var millis = Double.parseDouble(time.group(1)) * unit;
        return Duration.ofMillis((long) Math.min(millis, (double) FOREVER.toMillis()));
    }

    /** All that is printed up to a moment after the start. */
    byte[] printedBy(Duration moment) {
        var text = new StringBuilder();
        for (var output : outputs) {
            if (output.after().compareTo(moment) <= 0) {
                text.append(output.text());
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
