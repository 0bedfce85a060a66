package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HarmReply;
import io.skyjobs.app.api.HarmRequest;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** {@code sky sim outage}: a place of a simulated cloud loses all its machines and makes none. */
final class SimOutage implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("End all machines in a place of a simulated cloud.");
        spec.addPositional(
                Arguments.words(
                        "PLACE",
                        "A region or zone, such as us-east-1 or aws/us-east-1; or a cloud."));
        spec.addOption(text("LENGTH", "How long it lasts, such as 10m.", "--for"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        Optional<String> place = SimHarm.word(arguments, "PLACE");
        if (place.isEmpty()) {
            throw new UsageProblem(
                    "Missing argument 'PLACE'. Those that there are: sky sim status");
        }
        Duration length = SimHarm.lasting(arguments);
        HarmReply reply = SimHarm.to("/sim/outage", new HarmRequest(place, length), shell);
        SimHarm.show(
                reply,
                form,
                "Outage: " + SimHarm.where(reply) + " is down " + SimHarm.lasting(length),
                shell.terminal());
        return 0;
    }
}
