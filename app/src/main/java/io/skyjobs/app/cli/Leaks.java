package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.EndLeaksReply;
import io.skyjobs.app.api.EndLeaksRequest;
import io.skyjobs.app.api.EndLeaksRequest.Target;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.LeaksReply;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code sky leaks}: what the providers and object stores have of ours, and whether somebody stands
 * behind it; ends what nobody stands behind, when asked. Exit code 1 when anything is left over, or
 * when it is not known whether.
 */
final class Leaks implements Command {
    private static final Duration STEP = Duration.ofSeconds(1);

    /** How long to wait for machines to go; clouds take a minute or two. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description(
                        "Show what providers and stores have of ours and whether a job stands behind it.");
        spec.addOption(flag("End what no job stands behind.", "--terminate"));
        spec.addOption(flag("Do not ask.", "-y", "--yes"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        LeaksReply reply = leaks(shell);
        Leaked leaked = leaked(reply);
        if (!arguments.has("--terminate") || leaked.isEmpty()) {
            show(reply, form, shell);
            return reply.clean() ? 0 : 1;
        }
        if (form == OutputForm.TABLE) {
            show(reply, form, shell);
        }
        if (!arguments.has("--yes") && !agreed(leaked, form, shell)) {
            return 1;
        }
        boolean asked = terminate(leaked, shell);
        LeaksReply left = awaited(leaked, shell);
        return finish(left, asked && gone(leaked, left), form, shell);
    }

    private static LeaksReply leaks(Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        return shell.server().call(server -> server.get("/leaks", LeaksReply.class));
    }

    /**
     * What is left over and can be ended.
     *
     * @param storages addresses
     */
    private record Leaked(List<Target> clusters, List<String> storages) {
        boolean isEmpty() {
            return clusters.isEmpty() && storages.isEmpty();
        }

        String counted() {
            List<String> parts = new ArrayList<>();
            if (!clusters.isEmpty()) {
                parts.add(Leaks.clusters(clusters.size()));
            }
            if (!storages.isEmpty()) {
                parts.add(Leaks.storages(storages.size()));
            }
            return String.join(" and ", parts);
        }
    }

    private static Leaked leaked(LeaksReply reply) {
        List<Target> clusters = new ArrayList<>();
        for (LeaksReply.Account account : reply.providers()) {
            for (LeaksReply.Resource resource : account.resources()) {
                if (resource.leaked()) {
                    clusters.add(new Target(account.name(), resource.cluster()));
                }
            }
        }
        List<String> storages =
                reply.stores().stream()
                        .flatMap(store -> store.storages().stream())
                        .filter(it -> it.leaked() && it.removable())
                        .map(LeaksReply.Storage::address)
                        .toList();
        return new Leaked(clusters, storages);
    }

    private static void show(LeaksReply reply, OutputForm form, Shell shell) {
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(LeaksReply.class, reply));
        } else if (form == OutputForm.TABLE) {
            Instant now = shell.clock().instant();
            new LeaksTable(shell.terminal(), now, shell.zone())
                    .print(reply, new StorageLeaksTable(shell, now));
        }
    }

    private static boolean agreed(Leaked leaked, OutputForm form, Shell shell) throws IOException {
        return JobsLaunch.confirm(
                "Terminating " + leaked.counted() + " that no job stands behind. Proceed? [y/N]: ",
                false,
                form,
                shell.terminal());
    }

    /** Asks for their end; whether the providers and the stores took all of it. */
    private static boolean terminate(Leaked leaked, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        EndLeaksRequest wish = new EndLeaksRequest(leaked.clusters(), leaked.storages());
        EndLeaksReply reply =
                shell.server()
                        .call(
                                server ->
                                        server.post(
                                                "/leaks/terminate",
                                                EndLeaksRequest.class,
                                                wish,
                                                EndLeaksReply.class));
        boolean taken = true;
        for (EndLeaksReply.Ended ended : reply.clusters()) {
            if (!ended.sentence().isEmpty()) {
                shell.terminal().error(ended.cluster() + ": " + ended.sentence());
            }
            taken &= !ended.outcome().equals("FAILED");
        }
        for (EndLeaksReply.Removed removed : reply.storages()) {
            if (!removed.sentence().isEmpty()) {
                shell.terminal().error(removed.address() + ": " + removed.sentence());
            }
            taken &= !removed.outcome().equals("FAILED");
        }
        return taken;
    }

    /** What there is once the providers say that these are gone, or when the patience ends. */
    private static LeaksReply awaited(Leaked leaked, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        Duration waited = Duration.ZERO;
        while (true) {
            LeaksReply reply = leaks(shell);
            if (gone(leaked, reply) || waited.compareTo(LIMIT) >= 0) {
                shell.terminal().waitingOver();
                return reply;
            }
            shell.terminal().waiting("Waiting until the providers say that they are gone...");
            shell.pause().pause(STEP);
            waited = waited.plus(STEP);
        }
    }

    /** Whether none of these is left over, as far as the providers say. */
    private static boolean gone(Leaked leaked, LeaksReply reply) {
        Set<String> unknown = new HashSet<>();
        for (LeaksReply.Account account : reply.providers()) {
            if (!account.unknown().isEmpty()) {
                unknown.add(account.name());
            }
        }
        Leaked left = leaked(reply);
        return leaked.clusters().stream()
                        .noneMatch(
                                it ->
                                        left.clusters().contains(it)
                                                || unknown.contains(it.provider()))
                && leaked.storages().stream().noneMatch(left.storages()::contains);
    }

    private static int finish(LeaksReply left, boolean gone, OutputForm form, Shell shell) {
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(LeaksReply.class, left));
        } else if (gone && form == OutputForm.TABLE) {
            shell.terminal().line("The providers say that they are gone.");
        }
        if (!gone) {
            shell.terminal()
                    .error("Not all of them are gone yet; the server goes on. See: sky leaks");
        }
        return gone && left.clean() ? 0 : 1;
    }

    static String clusters(int count) {
        return count == 1 ? "1 cluster" : count + " clusters";
    }

    /** Buckets and places of jobs in shared ones are both called so. */
    static String storages(int count) {
        return count == 1 ? "1 storage" : count + " storages";
    }
}
