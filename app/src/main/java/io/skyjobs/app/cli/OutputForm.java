package io.skyjobs.app.cli;

import picocli.CommandLine.Model.OptionSpec;

/** How a command shows its result. */
enum OutputForm {
    /** For people. */
    TABLE,
    /** For scripts: JSON and nothing else. */
    JSON,
    /** Nothing but the exit code and errors. */
    QUIET;

    /** The option that selects it. */
    static OptionSpec option() {
        return Arguments.text("FORM", "Output form: table, json or quiet.", "-o", "--output");
    }

    /** The form that was selected. */
    static OutputForm of(Arguments arguments) throws UsageProblem {
        String text = arguments.text("--output").orElse("table");
        return switch (text) {
            case "table" -> TABLE;
            case "json" -> JSON;
            case "quiet" -> QUIET;
            default ->
                    throw new UsageProblem(
                            "Invalid value for '--output': '"
                                    + text
                                    + "' is not one of 'table', 'json', 'quiet'.");
        };
    }
}
