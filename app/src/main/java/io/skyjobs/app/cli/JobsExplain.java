package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.ExplainReply;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.Status;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;

/**
 * {@code sky jobs explain}: why a job is where it is, what would unblock it, and the facts behind
 * it.
 */
final class JobsExplain implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Say why a managed job is where it is.");
        spec.addPositional(Arguments.words("JOB_ID", "The job."));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        long id = JobArguments.onlyId(arguments.words());
        ExplainReply reply;
        try {
            reply =
                    shell.server()
                            .call(
                                    server ->
                                            server.get(
                                                    "/jobs/" + id + "/explain",
                                                    ExplainReply.class));
        } catch (ApiException refused) {
            if (refused.problem().is(ProblemCode.NO_SUCH_JOB)) {
                shell.terminal().error("Job " + id + " not found.");
                return Status.EXIT_NOT_FOUND;
            }
            throw refused;
        }
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(ExplainReply.class, reply));
        } else if (form == OutputForm.TABLE) {
            new ExplainText(shell).print(reply);
        }
        return 0;
    }
}
