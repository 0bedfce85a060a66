package io.skyjobs.core.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code ports} and merges them into the fewest ranges, lowest first. */
final class PortsReader {
    private static final int LARGEST = 65_535;
    private static final int MOST_ITEMS = 1_000;
    private static final Pattern RANGE =
            Pattern.compile("\\s*([0-9]{1,9})\\s*-\\s*([0-9]{1,9})\\s*");

    private final Problems problems;

    PortsReader(Problems problems) {
        this.problems = problems;
    }

    /** Reads a port, a range, or a list of these. */
    List<String> read(Node node) {
        List<Node> items = node instanceof Node.Items list ? list.items() : List.of(node);
        if (items.size() > MOST_ITEMS) {
            problems.error(
                    node.place(),
                    "`ports` can have at most %d items.".formatted(MOST_ITEMS),
                    "Use ranges such as 8000-9000.");
            return List.of();
        }
        List<Range> ranges = new ArrayList<>();
        items.forEach(item -> range(item).ifPresent(ranges::add));
        return merged(ranges).stream().map(Range::toString).toList();
    }

    private Optional<Range> range(Node item) {
        if (!(item instanceof Node.Text text)) {
            problems.wrongType(item, "string");
            return Optional.empty();
        }
        Matcher range = RANGE.matcher(text.value());
        Optional<Integer> from =
                range.matches()
                        ? port(String.valueOf(range.group(1)), text)
                        : port(text.value(), text);
        Optional<Integer> to = range.matches() ? port(String.valueOf(range.group(2)), text) : from;
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (from.get() > to.get()) {
            problems.error(
                    text.place(),
                    ("Invalid port range %s. Please use the format \"from-to\", in which from <= to."
                                    + " e.g. \"1-3\".")
                            .formatted(Problems.oneLine(text.value())));
            return Optional.empty();
        }
        return Optional.of(new Range(from.get(), to.get()));
    }

    private Optional<Integer> port(String written, Node.Text text) {
        Optional<Integer> port =
                Optional.of(written.strip().replace("_", ""))
                        .filter(digits -> digits.matches("[0-9]{1,9}"))
                        .map(Integer::parseInt)
                        .filter(number -> number >= 1 && number <= LARGEST);
        if (port.isEmpty()) {
            problems.error(
                    text.place(),
                    "Invalid port %s. Please use a port number between 1 and 65535."
                            .formatted(Problems.oneLine(written)));
        }
        return port;
    }

    private static List<Range> merged(List<Range> ranges) {
        List<Range> result = new ArrayList<>();
        for (Range range : ranges.stream().sorted(Comparator.comparingInt(Range::from)).toList()) {
            if (!result.isEmpty() && range.from() <= result.getLast().to() + 1) {
                Range last = result.removeLast();
                result.add(new Range(last.from(), Math.max(last.to(), range.to())));
            } else {
                result.add(range);
            }
        }
        return result;
    }

    private record Range(int from, int to) {
        @Override
        public String toString() {
            return from == to ? Integer.toString(from) : from + "-" + to;
        }
    }
}
