package io.skyjobs.app.cli;

/** Reads a job id from a command line. */
final class JobArguments {
    private JobArguments() {}

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
