package io.skyjobs.core.spec;

import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.UsdPerHour;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads amounts: CPUs, memory, disk and money. */
final class QuantityReader {
    private static final Pattern SIZE =
            Pattern.compile(
                    "([0-9][0-9_]*(?:\\.[0-9]+)?)\\s*([kmgtp][bi])?", Pattern.CASE_INSENSITIVE);

    /** Bytes of each unit; all are powers of 1024, be they written KB or KI. */
    private static final Map<Character, Integer> POWERS =
            Map.of('k', 1, 'm', 2, 'g', 3, 't', 4, 'p', 5);

    private static final BigDecimal LARGEST_PRICE = new BigDecimal(1_000_000);
    private static final BigDecimal LARGEST_AMOUNT = new BigDecimal(Integer.MAX_VALUE);

    private final Node.Fields resources;
    private final Problems problems;

    QuantityReader(Node.Fields resources, Problems problems) {
        this.resources = resources;
        this.problems = problems;
    }

    /** {@code cpus: 4} or {@code "4+"}. */
    Optional<Amount> cpus() {
        Optional<Node> node = resources.present("cpus");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<BigDecimal> number = amountText(node.get()).flatMap(QuantityReader::decimal);
        if (number.isEmpty()) {
            problems.error(
                    node.get().place(),
                    "The \"cpus\" field should be either a number or a string \"<number>+\". Found: %s"
                            .formatted(quoted(node.get())));
            return Optional.empty();
        }
        return positive("cpus", node.get(), number.get());
    }

    /** {@code memory: 16}, {@code "16+"}, {@code 16GB}, in GiB. */
    Optional<Amount> memoryGib() {
        Optional<Node> node = resources.present("memory");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<BigDecimal> gib = amountText(node.get()).flatMap(text -> gib(text, node.get()));
        if (gib.isEmpty()) {
            badSize("memory", node.get());
            return Optional.empty();
        }
        return positive("memory", node.get(), gib.get());
    }

    /** {@code disk_size: 100} or {@code 1TB}, in GiB. */
    int diskGib() {
        Optional<Node> node = resources.present("disk_size");
        if (node.isEmpty()) {
            return Resources.DEFAULT_DISK_GIB;
        }
        Optional<BigDecimal> gib = plainText(node.get()).flatMap(text -> gib(text, node.get()));
        if (gib.isEmpty() && plainText(node.get()).flatMap(QuantityReader::decimal).isEmpty()) {
            badSize("disk_size", node.get());
            return Resources.DEFAULT_DISK_GIB;
        }
        boolean whole =
                gib.isPresent()
                        && gib.get().signum() > 0
                        && gib.get().compareTo(LARGEST_AMOUNT) <= 0
                        && gib.get().stripTrailingZeros().scale() <= 0;
        if (!whole) {
            problems.error(
                    node.get().place(),
                    "\"disk_size\" must be a positive integer (in GB). Got: %s"
                            .formatted(said(node.get())));
            return Resources.DEFAULT_DISK_GIB;
        }
        return gib.get().intValueExact();
    }

    /** {@code max_hourly_cost: 2.5}, in US dollars per node. */
    Optional<UsdPerHour> maxHourlyCost() {
        Optional<Node> node = resources.present("max_hourly_cost");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<UsdPerHour> price =
                Scalars.number(node.get())
                        .filter(value -> value.signum() > 0 && value.compareTo(LARGEST_PRICE) <= 0)
                        .map(value -> UsdPerHour.of(value.toPlainString()))
                        .filter(value -> value.micros() > 0);
        if (price.isEmpty()) {
            problems.error(
                    node.get().place(),
                    "max_hourly_cost must be a positive number, got %s"
                            .formatted(said(node.get())));
        }
        return price;
    }

    private Optional<Amount> positive(String field, Node node, BigDecimal number) {
        if (number.signum() <= 0 || number.doubleValue() <= 0) {
            problems.error(
                    node.place(),
                    "The \"%s\" field should be positive. Found: %s".formatted(field, said(node)));
            return Optional.empty();
        }
        if (number.compareTo(LARGEST_AMOUNT) > 0) {
            problems.error(
                    node.place(),
                    "The \"%s\" field is larger than any machine. Found: %s"
                            .formatted(field, said(node)));
            return Optional.empty();
        }
        return Optional.of(
                new Amount(number.doubleValue(), plainText(node).orElse("").endsWith("+")));
    }

    private void badSize(String field, Node node) {
        problems.error(
                node.place(),
                ("\"%s\" field should be a number (e.g. \"16\") or \"<number><unit>\" where unit is one of"
                                + " KB/MB/GB/TB/PB (e.g. \"16GB\")%s, and be a whole number of GB. Got: %s")
                        .formatted(
                                field,
                                field.equals("memory") ? ", with an optional \"+\"" : "",
                                said(node)));
    }

    /** GiB that a text means; a text with a unit must mean a whole number of them. */
    private static Optional<BigDecimal> gib(String text, Node node) {
        if (Scalars.number(node).isPresent()) {
            return Scalars.number(node);
        }
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return decimal(text);
        }
        Optional<BigDecimal> number = decimal(size.group(1));
        if (size.group(2) == null) {
            return number;
        }
        int power = POWERS.getOrDefault(size.group(2).toLowerCase(Locale.ROOT).charAt(0), 3);
        return number.map(value -> value.multiply(new BigDecimal(1024).pow(power)))
                .map(bytes -> bytes.divide(new BigDecimal(1024).pow(3)))
                .filter(value -> value.signum() == 0 || value.stripTrailingZeros().scale() <= 0);
    }

    private static Optional<BigDecimal> decimal(String text) {
        return Scalars.number(text);
    }

    /** What was written, without a {@code +} at the end. */
    private static Optional<String> amountText(Node node) {
        return plainText(node)
                .map(
                        text ->
                                text.endsWith("+")
                                        ? text.substring(0, text.length() - 1).strip()
                                        : text);
    }

    private static Optional<String> plainText(Node node) {
        return node instanceof Node.Text text
                ? Optional.of(text.value().strip())
                : Optional.empty();
    }

    private static String quoted(Node node) {
        return node instanceof Node.Text text ? Problems.quote(text.value()) : Problems.show(node);
    }

    private static String said(Node node) {
        return node instanceof Node.Text text
                ? Problems.oneLine(text.value())
                : Problems.show(node);
    }
}
