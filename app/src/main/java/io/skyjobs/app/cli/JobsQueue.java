package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;
import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JobsReply;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.Wire;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code sky jobs queue}: jobs, newest first. */
final class JobsQueue implements Command {
    private static final int STANDARD_LIMIT = 50;

    /** What a bare {@code -s} stands for. */
    private static final String SKIP_FINISHED = "(skip finished)";

    private static final Set<String> LIVE =
            new TreeSet<>(List.of("PENDING", "STARTING", "RUNNING", "RECOVERING", "CANCELLING"));

    private static final Set<String> ENDED =
            new TreeSet<>(
                    List.of(
                            "SUCCEEDED",
                            "CANCELLED",
                            "FAILED",
                            "FAILED_SETUP",
                            "FAILED_PRECHECKS",
                            "FAILED_NO_RESOURCE",
                            "FAILED_CONTROLLER"));

    /** Columns that a narrow screen goes without, the least needed first. */
    private static final List<String> DISPENSABLE =
            List.of("JOB DURATION", "#RECOVERIES", "TASK", "TOT. DURATION", "REQUESTED");

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show statuses of managed jobs.");
        spec.addOption(flag("All jobs and the short reason of each.", "-a", "--all"));
        spec.addOption(flag("More columns.", "-v", "--verbose"));
        spec.addOption(
                Arguments.texts("STATUS", "Only these statuses; repeatable.", "-s", "--status")
                        .toBuilder()
                        .arity("0..1")
                        .fallbackValue(SKIP_FINISHED)
                        .build());
        spec.addOption(flag("Only jobs in progress.", "--skip-finished"));
        spec.addOption(
                flag("Start the controller to answer; it always runs here.", "-r", "--refresh"));
        spec.addOption(text("N", "The newest N jobs; 50 unless said.", "-l", "--limit"));
        spec.addOption(text("AGE", "Submitted within: 30m, 48h, 7d, 2w.", "--since"));
        spec.addOption(text("TIME", "Submitted after a local time.", "--after"));
        spec.addOption(text("TIME", "Submitted before a local time.", "--before"));
        spec.addOption(flag("Jobs of all users.", "-u", "--all-users"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        boolean inProgress = skipFinished(arguments, shell);
        String filter =
                filter(arguments, inProgress, shell)
                        + (arguments.has("--verbose") || form == OutputForm.JSON
                                ? "&detail=true"
                                : "");
        boolean all = arguments.has("--all");
        long limit = limit(arguments, all);
        JobsReply reply = fetch(filter, limit, shell);
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.prettyList(JobView.class, reply.jobs()));
        } else if (form == OutputForm.TABLE) {
            print(arguments, inProgress, reply, shell);
        }
        return 0;
    }

    private static void print(
            Arguments arguments, boolean inProgress, JobsReply reply, Shell shell) {
        Terminal terminal = shell.terminal();
        terminal.line(terminal.styled(Terminal.Style.CYAN, "Fetching managed job statuses..."));
        terminal.line(
                terminal.styled(Terminal.Style.BOLD, "Managed jobs")
                        + (inProgress ? " (showing in-progress jobs only)" : ""));
        terminal.line(QueueTable.summary(reply.statusCounts()));
        boolean all = arguments.has("--all");
        QueueTable.Columns columns =
                new QueueTable.Columns(
                        arguments.has("--verbose"), arguments.has("--all-users"), all);
        Table table =
                new QueueTable(columns, shell.clock().instant(), shell.zone()).of(reply.jobs());
        if (!table.isEmpty()) {
            table.lines(
                            terminal,
                            ScreenWidth.of(shell),
                            columns.verbose() || columns.details(),
                            columns.verbose() ? List.of() : DISPENSABLE)
                    .forEach(terminal::line);
        }
        if (reply.next().isPresent()) {
            terminal.line(
                    "Only showing the latest "
                            + reply.jobs().size()
                            + " managed jobs (use --limit to show more managed jobs or --all to show"
                            + " all managed jobs)");
        }
    }

    /** A bare {@code -s} is how the flag was once called. */
    private static boolean skipFinished(Arguments arguments, Shell shell) {
        if (arguments.texts("--status").contains(SKIP_FINISHED)) {
            shell.terminal()
                    .error(
                            "WARNING: '-s' without a status is deprecated and stands for"
                                    + " --skip-finished.");
            return true;
        }
        return arguments.has("--skip-finished");
    }

    private static long limit(Arguments arguments, boolean all) throws UsageProblem {
        Optional<Long> given = arguments.number("--limit");
        if (given.isPresent() && given.get() < 1) {
            throw new UsageProblem("--limit must be a positive integer. Got: " + given.get() + ".");
        }
        if (given.isPresent() && all) {
            throw new UsageProblem("--limit and --all are mutually exclusive.");
        }
        return all ? Long.MAX_VALUE : given.orElse((long) STANDARD_LIMIT);
    }

    private static String filter(Arguments arguments, boolean inProgress, Shell shell)
            throws UsageProblem {
        StringBuilder query = new StringBuilder();
        Set<String> statuses = statuses(arguments);
        if (inProgress) {
            statuses = statuses.isEmpty() ? LIVE : common(statuses, LIVE);
        }
        for (String status : statuses) {
            query.append("&status=").append(status);
        }
        if (!arguments.has("--all-users")) {
            query.append("&mine=").append(URLEncoder.encode(shell.user(), StandardCharsets.UTF_8));
        }
        Optional<String> since = arguments.text("--since");
        Optional<String> after = arguments.text("--after");
        if (since.isPresent() && after.isPresent()) {
            throw new UsageProblem(
                    "--since and --after are mutually exclusive: both say when to begin.");
        }
        if (since.isPresent()) {
            Instant from = shell.clock().instant().minus(TimeText.parseAge(since.get(), "--since"));
            query.append("&after=").append(from);
        }
        if (after.isPresent()) {
            query.append("&after=")
                    .append(TimeText.parseMoment(after.get(), "--after", shell.zone()));
        }
        Optional<String> before = arguments.text("--before");
        if (before.isPresent()) {
            query.append("&before=")
                    .append(TimeText.parseMoment(before.get(), "--before", shell.zone()));
        }
        return query.toString();
    }

    private static Set<String> common(Set<String> some, Set<String> others) throws UsageProblem {
        Set<String> both = new TreeSet<>(some);
        both.retainAll(others);
        if (both.isEmpty()) {
            throw new UsageProblem("--skip-finished leaves out every status given by --status.");
        }
        return both;
    }

    private static Set<String> statuses(Arguments arguments) throws UsageProblem {
        Set<String> known = new TreeSet<>(LIVE);
        known.addAll(ENDED);
        Set<String> statuses = new TreeSet<>();
        for (String given : arguments.texts("--status")) {
            for (String word : given.split(",", -1)) {
                String status = word.strip().toUpperCase(Locale.ROOT);
                if (status.isEmpty() || given.equals(SKIP_FINISHED)) {
                    continue;
                }
                if (!known.contains(status)) {
                    throw new UsageProblem(
                            "Invalid value for '--status': '"
                                    + word
                                    + "' is not one of "
                                    + String.join(", ", known)
                                    + ".");
                }
                statuses.add(status);
            }
        }
        return statuses;
    }

    /**
     * Reads as many pages as it takes; what the pages say of the whole is the first page's word.
     */
    private static JobsReply fetch(String filter, long limit, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        List<JobView> jobs = new ArrayList<>();
        Optional<JobsReply> first = Optional.empty();
        Optional<Long> cursor = Optional.empty();
        while (true) {
            long page = Math.min(Wire.MAX_JOBS, limit - jobs.size());
            String path =
                    "/jobs?limit=" + page + filter + cursor.map(id -> "&cursor=" + id).orElse("");
            JobsReply reply = shell.server().call(server -> server.get(path, JobsReply.class));
            first = first.isPresent() ? first : Optional.of(reply);
            jobs.addAll(reply.jobs());
            cursor = reply.next();
            if (cursor.isEmpty() || jobs.size() >= limit) {
                JobsReply whole = first.get();
                return new JobsReply(jobs, whole.total(), whole.statusCounts(), cursor);
            }
        }
    }
}
