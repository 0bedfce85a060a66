package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HarmReply;
import io.skyjobs.app.api.HarmRequest;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.Duration;

/** {@code sky sim partition}: machines of simulated clouds run on, but cannot be reached. */
final class SimPartition implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description("Cut the way to the machines of simulated clouds, which run on.");
        spec.addPositional(
                Arguments.words(
                        "[PLACE]", "A region or zone, such as aws/us-east-1; all without one."));
        spec.addOption(text("LENGTH", "How long it lasts, such as 60s.", "--for"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        Duration length = SimHarm.lasting(arguments);
        HarmRequest wish = new HarmRequest(SimHarm.word(arguments, "PLACE"), length);
        HarmReply reply = SimHarm.to("/sim/partition", wish, shell);
        SimHarm.show(
                reply,
                form,
                "Partition: "
                        + SimHarm.where(reply)
                        + " cannot be reached "
                        + SimHarm.lasting(length),
                shell.terminal());
        return 0;
    }
}
