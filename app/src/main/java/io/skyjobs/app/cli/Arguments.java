package io.skyjobs.app.cli;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

import java.util.List;
import java.util.Optional;

/**
 * What was given on a command line.
 *
 * @param parsed the parser's result
 */
record Arguments(ParseResult parsed) {
    /** An option that takes text. */
    static OptionSpec text(String label, String description, String... names) {
        return OptionSpec.builder(names[0], tail(names))
                .paramLabel(label)
                .type(String.class)
                .arity("1")
                .description(description)
                .build();
    }

    /** An option that takes text and may be given several times. */
    static OptionSpec texts(String label, String description, String... names) {
        return OptionSpec.builder(names[0], tail(names))
                .paramLabel(label)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .description(description)
                .build();
    }

    /** An option that is there or not. */
    static OptionSpec flag(String description, String... names) {
        return OptionSpec.builder(names[0], tail(names))
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    /** All positional arguments. */
    static PositionalParamSpec words(String label, String description) {
        return PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .paramLabel(label)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
    }

    private static String[] tail(String... names) {
        String[] rest = new String[names.length - 1];
        System.arraycopy(names, 1, rest, 0, rest.length);
        return rest;
    }

    /** Whether a flag was given. */
    boolean has(String name) {
        return parsed.hasMatchedOption(name);
    }

    /** The text of an option. */
    Optional<String> text(String name) {
        return Optional.ofNullable(parsed.matchedOptionValue(name, null));
    }

    /** All texts of an option, in order. */
    List<String> texts(String name) {
        List<String> values = parsed.matchedOptionValue(name, List.of());
        return values;
    }

    /** The whole number that an option holds. */
    Optional<Long> number(String name) throws UsageProblem {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text.orElseThrow().strip()));
        } catch (NumberFormatException notOne) {
            throw new UsageProblem(
                    "Invalid value for '"
                            + name
                            + "': '"
                            + text.orElseThrow()
                            + "' is not a valid integer.");
        }
    }

    /** All positional arguments in order. */
    List<String> words() {
        List<String> values = parsed.matchedPositionalValue(0, List.of());
        return values;
    }
}
