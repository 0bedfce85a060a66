package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;

/**
 * One command: what it takes, and what it does. It has no state; what it needs comes with a call.
 */
interface Command {
    /** Its options and arguments; the name is set by the caller. */
    CommandSpec spec();

    /**
     * Carries it out.
     *
     * @return exit code
     */
    int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException;
}
