package io.skyjobs.app.cli;

import picocli.CommandLine.Model.CommandSpec;

import java.util.List;

/**
 * {@code sky ssh up} and {@code down} of the reference, which make a Kubernetes cluster of a pool:
 * nothing of that kind is needed here, and whoever types them is told so.
 */
final class PoolSetUp implements Command {
    private static final String SENTENCE =
            "Pools need no set-up and no tear-down here: a host that is named in"
                    + " ~/.sky/ssh_node_pools.yaml can be used at once, and nothing stays on it when"
                    + " its jobs are over. To see what there is: sky check ssh";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description(SENTENCE);
        spec.addPositional(Arguments.words("up|down", "Either does nothing."));
        // Whatever flags it has elsewhere, the answer is the same.
        spec.parser().unmatchedArgumentsAllowed(true);
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell) throws UsageProblem {
        List<String> words = arguments.words();
        if (words.isEmpty() || !List.of("up", "down").contains(words.getFirst())) {
            throw new UsageProblem(SENTENCE);
        }
        shell.terminal().line(SENTENCE);
        return 0;
    }
}
