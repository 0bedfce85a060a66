package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;
import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.CancelReply;
import io.skyjobs.app.api.CancelReply.Cancelled;
import io.skyjobs.app.api.CancelRequest;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.Status;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code sky jobs cancel}: asks for the end of jobs; what is on its way is durable when it returns.
 */
final class JobsCancel implements Command {
    /** So many ids are named one by one. */
    private static final int MOST_NAMED = 20;

    private static final Duration GRACE = Duration.ofHours(1);
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smh]?)");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Cancel managed jobs.");
        spec.addPositional(Arguments.words("JOB_IDS", "Job ids and ranges, such as 3 or 1-3,5."));
        spec.addOption(text("NAME", "The running job of this name.", "-n", "--name"));
        spec.addOption(flag("All of your jobs.", "-a", "--all"));
        spec.addOption(flag("All jobs of all users.", "-u", "--all-users"));
        spec.addOption(
                flag(
                        "Let runs end by themselves and save what they wrote into cached mounts.",
                        "--graceful"));
        spec.addOption(
                text(
                        "TIME",
                        "How long to wait for that, such as 30m; one hour unless said otherwise.",
                        "--graceful-timeout"));
        spec.addOption(flag("Do not ask.", "-y", "--yes"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        CancelRequest request = request(arguments, shell);
        if (!arguments.has("--yes")
                && !JobsLaunch.confirm(
                        "Cancelling " + what(request) + ". Proceed? [Y/n]: ",
                        true,
                        form,
                        shell.terminal())) {
            return 1;
        }
        CancelReply reply;
        try {
            reply =
                    shell.server()
                            .call(
                                    server ->
                                            server.post(
                                                    "/jobs/cancel",
                                                    CancelRequest.class,
                                                    request,
                                                    CancelReply.class));
        } catch (ApiException refused) {
            if (refused.problem().is(ProblemCode.AMBIGUOUS_NAME)) {
                shell.terminal()
                        .error(
                                shell.terminal()
                                        .styled(Terminal.Style.RED, refused.problem().message()));
                return 1;
            }
            throw refused;
        }
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(CancelReply.class, reply));
        } else {
            print(request, reply, form, shell.terminal());
        }
        if (reply.jobs().stream().anyMatch(job -> job.outcome().equals("REFUSED"))) {
            return 1;
        }
        // A job that has ended is as cancelled as can be; one that never was is a mistake.
        return reply.jobs().stream().anyMatch(job -> job.outcome().equals("NOT_FOUND"))
                ? Status.EXIT_NOT_FOUND
                : 0;
    }

    private static CancelRequest request(Arguments arguments, Shell shell) throws UsageProblem {
        List<Long> ids = IdRanges.parse(arguments.words());
        Optional<String> name = arguments.text("--name");
        boolean all = arguments.has("--all");
        boolean allUsers = arguments.has("--all-users");
        List<String> given = new ArrayList<>();
        if (!ids.isEmpty()) {
            given.add("JOB_IDS " + IdRanges.format(ids));
        }
        name.ifPresent(text -> given.add("--name " + text));
        if (all) {
            given.add("--all");
        }
        if (allUsers) {
            given.add("--all-users");
        }
        if (given.size() != 1) {
            String provided = given.isEmpty() ? "nothing" : String.join(", ", given);
            throw new UsageProblem(
                    "Can only specify one of JOB_IDS, --name, or --all/--all-users. Provided '"
                            + provided
                            + "'.");
        }
        return new CancelRequest(ids, name, all, allUsers, shell.user(), grace(arguments));
    }

    /** In seconds; 0 for not waiting. */
    private static long grace(Arguments arguments) throws UsageProblem {
        Optional<String> limit = arguments.text("--graceful-timeout");
        if (!arguments.has("--graceful")) {
            if (limit.isPresent()) {
                throw new UsageProblem("--graceful-timeout can only be used with --graceful.");
            }
            return 0;
        }
        if (limit.isEmpty()) {
            return GRACE.toSeconds();
        }
        String text = limit.get().strip();
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new UsageProblem(
                    "Invalid value for --graceful-timeout: '"
                            + text
                            + "' is not a time such as 90 (seconds), 30m or 2h.");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "m" -> Duration.ofMinutes(number).toSeconds();
            case "h" -> Duration.ofHours(number).toSeconds();
            default -> number;
        };
    }

    private static String what(CancelRequest request) {
        if (request.allUsers()) {
            return "all managed jobs FOR ALL USERS";
        }
        if (request.all()) {
            return "all managed jobs";
        }
        if (request.name().isPresent()) {
            return "managed job '" + request.name().get() + "'";
        }
        List<Long> ids = request.jobIds();
        return ids.size() == 1
                ? "managed job with ID " + ids.getFirst()
                : "managed jobs with IDs " + IdRanges.format(ids);
    }

    private static void print(
            CancelRequest request, CancelReply reply, OutputForm form, Terminal terminal) {
        List<Long> scheduled = new ArrayList<>();
        for (Cancelled job : reply.jobs()) {
            switch (job.outcome()) {
                case "SCHEDULED" -> scheduled.add(job.jobId());
                case "TOO_LATE" ->
                        terminal.error(
                                "Job "
                                        + job.jobId()
                                        + " has ended already (status: "
                                        + job.status()
                                        + ").");
                case "NOT_FOUND" -> terminal.error("Job " + job.jobId() + " not found.");
                case "REFUSED" -> terminal.error(job.sentence());
                default -> terminal.error("Job " + job.jobId() + ": " + job.sentence());
            }
        }
        if (form == OutputForm.QUIET) {
            return;
        }
        if (scheduled.isEmpty()) {
            terminal.line(
                    request.name()
                            .map(name -> "No running job found with name '" + name + "'.")
                            .orElse("No job to cancel."));
            return;
        }
        String name = request.name().map(text -> "'" + text + "' ").orElse("");
        terminal.line(
                name
                        + (scheduled.size() == 1
                                ? "Job with ID " + scheduled.getFirst() + " is"
                                : "Jobs with IDs " + named(scheduled) + " are")
                        + " scheduled to be cancelled.");
    }

    /** As the reference says it; many as ranges, since a queue may be long. */
    private static String named(List<Long> ids) {
        return ids.size() > MOST_NAMED
                ? IdRanges.format(ids) + " (" + ids.size() + " jobs)"
                : ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
