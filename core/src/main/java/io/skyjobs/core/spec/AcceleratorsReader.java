package io.skyjobs.core.spec;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code accelerators} in each of its forms. */
final class AcceleratorsReader {
    private static final Pattern NAMED = Pattern.compile("([^:\\s]+)(?:\\s*:\\s*([^:\\s]+))?");
    private static final Pattern BY_MEMORY =
            Pattern.compile(
                    "(?:([a-z]+):)?([0-9]+(?:\\.[0-9]+)?)(MB|GB|TB|MI|GI|TI)(\\+)?(?:\\s*:\\s*([^:\\s]+))?",
                    Pattern.CASE_INSENSITIVE);
    private static final Map<Character, Double> GIB =
            Map.of('m', 1 / 1024.0, 'g', 1.0, 't', 1024.0);
    private static final BigDecimal LARGEST_COUNT = new BigDecimal(1_000_000);

    private final Reading reading;

    AcceleratorsReader(Reading reading) {
        this.reading = reading;
    }

    /**
     * Which accelerators will do.
     *
     * @param options in the user's order; empty when none is asked for
     * @param ordered whether an earlier one is always better than a later one
     */
    record Choice(List<AcceleratorRequest> options, boolean ordered) {
        Choice {
            options = List.copyOf(options);
        }
    }

    /** Reads a value of the field. */
    Choice read(Node node) {
        List<AcceleratorRequest> options = new ArrayList<>();
        switch (node) {
            case Node.Text text -> single(text).ifPresent(options::add);
            case Node.Items list ->
                    list.items().forEach(item -> member(item).forEach(options::add));
            case Node.Fields map ->
                    map.fields().forEach(field -> entry(field).ifPresent(options::add));
        }
        return new Choice(options.stream().distinct().toList(), node instanceof Node.Items);
    }

    private List<AcceleratorRequest> member(Node item) {
        return switch (item) {
            case Node.Text text -> single(text).stream().toList();
            case Node.Fields map ->
                    map.fields().stream().flatMap(field -> entry(field).stream()).toList();
            case Node.Items list -> {
                reading.problems().wrongType(list, "string");
                yield List.of();
            }
        };
    }

    private Optional<AcceleratorRequest> single(Node.Text text) {
        if (Scalars.isNull(text) || text.value().strip().equalsIgnoreCase("none")) {
            return Optional.empty();
        }
        return spelled(text.value().strip(), text.place());
    }

    /** {@code NAME: COUNT}; within a set the value is null and the key says both. */
    private Optional<AcceleratorRequest> entry(Node.Field field) {
        if (Scalars.isNull(field.value())) {
            return spelled(field.key().strip(), field.place());
        }
        if (!(field.value() instanceof Node.Text text)) {
            reading.problems().wrongType(field.value(), "number");
            return Optional.empty();
        }
        return request(field.key().strip(), text.value().strip(), field.value().place());
    }

    private Optional<AcceleratorRequest> spelled(String text, Place place) {
        Matcher memory = BY_MEMORY.matcher(text);
        if (memory.matches()) {
            String count = Optional.ofNullable(memory.group(5)).orElse("1");
            return count(text, count, place).flatMap(number -> byMemory(memory, number));
        }
        Matcher named = NAMED.matcher(text);
        if (!named.matches()) {
            badText(text, place);
            return Optional.empty();
        }
        String count = Optional.ofNullable(named.group(2)).orElse("1");
        return request(String.valueOf(named.group(1)), count, place);
    }

    private Optional<AcceleratorRequest> request(String name, String count, Place place) {
        Matcher memory = BY_MEMORY.matcher(name);
        if (memory.matches() && memory.group(5) == null) {
            return count(name, count, place).flatMap(number -> byMemory(memory, number));
        }
        if (name.isEmpty() || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            badText(name, place);
            return Optional.empty();
        }
        return count(name, count, place)
                .map(
                        number ->
                                new AcceleratorRequest.Named(
                                        new Accelerator(
                                                reading.context()
                                                        .canonicalAccelerator()
                                                        .apply(name)
                                                        .orElse(name),
                                                number)));
    }

    private static Optional<AcceleratorRequest> byMemory(Matcher memory, double count) {
        char unit = String.valueOf(memory.group(3)).toLowerCase(Locale.ROOT).charAt(0);
        double gib =
                Double.parseDouble(String.valueOf(memory.group(2))) * GIB.getOrDefault(unit, 1.0);
        return gib > 0 && !Double.isInfinite(gib)
                ? Optional.of(
                        new AcceleratorRequest.ByMemory(
                                new Amount(gib, memory.group(4) != null),
                                Optional.ofNullable(memory.group(1))
                                        .map(maker -> maker.toLowerCase(Locale.ROOT)),
                                count))
                : Optional.empty();
    }

    private Optional<Double> count(String name, String count, Place place) {
        Optional<BigDecimal> number = Scalars.number(count);
        if (number.isEmpty() && !count.matches("[-+0-9.].*")) {
            badText(name + ":" + count, place);
            return Optional.empty();
        }
        Optional<Double> positive =
                number.filter(value -> value.signum() > 0 && value.compareTo(LARGEST_COUNT) <= 0)
                        .map(BigDecimal::doubleValue)
                        .filter(value -> value > 0);
        if (positive.isEmpty()) {
            reading.problems()
                    .error(
                            place,
                            "Accelerator count must be a positive number. Got: %s: %s."
                                    .formatted(Problems.quote(name), Problems.oneLine(count)));
        }
        return positive;
    }

    private void badText(String text, Place place) {
        reading.problems()
                .error(
                        place,
                        "The \"accelerators\" field as a str should be either <name> or <name>:<cnt>. Found: "
                                + Problems.quote(text));
    }
}
