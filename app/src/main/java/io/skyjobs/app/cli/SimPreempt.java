package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HarmReply;
import io.skyjobs.app.api.PreemptRequest;
import io.skyjobs.app.api.SimTarget;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** {@code sky sim preempt}: a simulated cloud takes machines of a cluster back. */
final class SimPreempt implements Command {
    private static final int MOST_NODES = 1_000_000;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Let a simulated cloud take machines of a cluster back.");
        spec.addPositional(
                Arguments.words(
                        "CLUSTER|JOB", "A cluster, a job id, or the name of a running job."));
        spec.addOption(text("K", "Only this node, counted from 0.", "--node"));
        spec.addOption(
                text("LENGTH", "Tell the machines so long before, such as 30s.", "--notice"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        String word = SimHarm.word(arguments, "CLUSTER|JOB").orElseThrow(SimPreempt::missing);
        Optional<Integer> node = node(arguments);
        Duration notice = SimHarm.length(arguments, "--notice");
        String path = "/sim/target?name=" + URLEncoder.encode(word, StandardCharsets.UTF_8);
        SimTarget target = shell.server().call(server -> server.get(path, SimTarget.class));
        PreemptRequest wish = new PreemptRequest(target.cluster(), node, notice);
        HarmReply reply =
                shell.server()
                        .call(
                                server ->
                                        server.post(
                                                "/sim/preempt",
                                                PreemptRequest.class,
                                                wish,
                                                HarmReply.class));
        String job = target.jobId() == 0 ? "" : " (job " + target.jobId() + ")";
        SimHarm.show(
                reply,
                form,
                reply.cloud()
                        + (notice.isZero()
                                ? " takes "
                                : " takes, in " + TimeText.length(notice) + ", ")
                        + node.map(rank -> "node " + rank + " of ").orElse("")
                        + "cluster "
                        + target.cluster()
                        + job
                        + " back.",
                shell.terminal());
        return 0;
    }

    private static Optional<Integer> node(Arguments arguments) throws UsageProblem {
        Optional<Long> node = arguments.number("--node");
        if (node.isPresent() && (node.get() < 0 || node.get() > MOST_NODES)) {
            throw new UsageProblem(
                    "Invalid value for '--node': nodes are counted from 0, not "
                            + node.get()
                            + ".");
        }
        return node.map(Long::intValue);
    }

    private static UsageProblem missing() {
        return new UsageProblem(
                "Missing argument 'CLUSTER|JOB'. Those that there are: sky sim status");
    }
}
