package io.skyjobs.app.cli;

import java.util.List;

/** Reads a job id from a command line. */
final class JobArguments {
    private JobArguments() {}

    /** The id of the one job that a command is about. */
    static long onlyId(List<String> words) throws UsageProblem {
        if (words.size() != 1) {
            throw new UsageProblem(
                    words.isEmpty()
                            ? "Missing argument 'JOB_ID'."
                            : "Got unexpected extra argument (" + words.get(1) + ")");
        }
        return id(words.getFirst());
    }

    /** The id that a word holds. */
    static long id(String word) throws UsageProblem {
        try {
            long id = Long.parseLong(word);
            if (id > 0) {
                return id;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new UsageProblem(
                "Invalid value for 'JOB_ID': '" + word + "' is not a positive integer.");
    }
}
