package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HarmReply;
import io.skyjobs.app.api.Nothing;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;

/** {@code sky sim heal}: ends every outage and partition that was asked for. */
final class SimHeal implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("End the outages and partitions of the simulated clouds.");
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        HarmReply reply =
                shell.server()
                        .call(
                                server ->
                                        server.post(
                                                "/sim/heal",
                                                Nothing.class,
                                                new Nothing("sky sim heal"),
                                                HarmReply.class));
        SimHarm.show(
                reply,
                form,
                "Healed: no outage and no partition is left in " + reply.cloud() + ".",
                shell.terminal());
        return 0;
    }
}
