package io.skyjobs.core.spec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an unquoted scalar means: the core schema of YAML 1.2, and the forms of YAML 1.1 that users'
 * files hold ({@code yes}, {@code off}, {@code 010} for eight, {@code 1_000}).
 */
final class Scalars {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "yes", "on");
    private static final Set<String> FALSE = Set.of("false", "no", "off");

    /** Longer runs of digits are no number that any field could mean. */
    private static final int MAX_NUMBER_LENGTH = 40;

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9][0-9_]*");
    private static final Pattern OCTAL = Pattern.compile("([-+]?)0(o?)([0-7_]+)");
    private static final Pattern RADIX = Pattern.compile("([-+]?)0([xb])([0-9a-fA-F_]+)");
    private static final Pattern FRACTION =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]{1,3})?");
    private static final Set<String> NOT_FINITE = Set.of(".inf", "+.inf", "-.inf", ".nan");

    private Scalars() {}

    /** Whether a value is null, or was left out after its colon. */
    static boolean isNull(Node node) {
        return node instanceof Node.Text text && text.plain() && NULLS.contains(text.value());
    }

    /** The boolean that it is where a boolean is due. */
    static Optional<Boolean> bool(Node node) {
        if (!(node instanceof Node.Text text) || !text.plain() || !evenlyCased(text.value())) {
            return Optional.empty();
        }
        String word = text.value().toLowerCase(Locale.ROOT);
        if (TRUE.contains(word)) {
            return Optional.of(true);
        }
        return FALSE.contains(word) ? Optional.of(false) : Optional.empty();
    }

    /** The whole number that it is. */
    static Optional<BigInteger> integer(Node node) {
        return node instanceof Node.Text text && text.plain()
                ? integer(text.value())
                : Optional.empty();
    }

    /** The number that it is; never infinite. */
    static Optional<BigDecimal> number(Node node) {
        return node instanceof Node.Text text && text.plain()
                ? number(text.value())
                : Optional.empty();
    }

    /** The number that an unquoted text means. */
    static Optional<BigDecimal> number(String value) {
        Optional<BigInteger> whole = integer(value);
        if (whole.isPresent()) {
            return whole.map(BigDecimal::new);
        }
        if (value.length() > MAX_NUMBER_LENGTH || !FRACTION.matcher(value).matches()) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(value.replace("_", "")));
    }

    /**
     * Name of its type as people who write these files know it: {@code str}, {@code int}, {@code
     * dict}, …
     */
    static String typeName(Node node) {
        return switch (node) {
            case Node.Items _ -> "list";
            case Node.Fields _ -> "dict";
            case Node.Text text when isNull(text) -> "NoneType";
            case Node.Text text when isCoreBool(text) -> "bool";
            case Node.Text text when integer(text).isPresent() -> "int";
            case Node.Text text when number(text).isPresent() || isNotFinite(text) -> "float";
            case Node.Text _ -> "str";
        };
    }

    /** Whether it is a boolean wherever it stands. */
    static boolean isCoreBool(Node.Text text) {
        return bool(text).isPresent()
                && Set.of("true", "false").contains(text.value().toLowerCase(Locale.ROOT));
    }

    private static boolean isNotFinite(Node.Text text) {
        return text.plain() && NOT_FINITE.contains(text.value().toLowerCase(Locale.ROOT));
    }

    private static boolean evenlyCased(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String upper = word.toUpperCase(Locale.ROOT);
        return word.equals(lower)
                || word.equals(upper)
                || (!word.isEmpty() && word.equals(upper.charAt(0) + lower.substring(1)));
    }

    private static Optional<BigInteger> integer(String value) {
        if (value.length() > MAX_NUMBER_LENGTH) {
            return Optional.empty();
        }
        Matcher octal = OCTAL.matcher(value);
        if (octal.matches() && !onlyUnderscores(octal.group(3))) {
            return Optional.of(parse(octal.group(1), octal.group(3), 8));
        }
        Matcher radix = RADIX.matcher(value);
        if (radix.matches() && !onlyUnderscores(radix.group(3))) {
            boolean binary = radix.group(2).equals("b");
            boolean fits = !binary || radix.group(3).matches("[01_]+");
            return fits
                    ? Optional.of(parse(radix.group(1), radix.group(3), binary ? 2 : 16))
                    : Optional.empty();
        }
        return INTEGER.matcher(value).matches()
                ? Optional.of(parse("", value, 10))
                : Optional.empty();
    }

    private static boolean onlyUnderscores(String digits) {
        return digits.replace("_", "").isEmpty();
    }

    private static BigInteger parse(String sign, String digits, int radix) {
        return new BigInteger((sign + digits).replace("_", ""), radix);
    }
}
