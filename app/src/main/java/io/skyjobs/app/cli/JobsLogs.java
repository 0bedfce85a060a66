package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;
import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JobsReply;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.Status;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * {@code sky jobs logs}: shows or downloads the logs of a job, or what the controller did for it.
 */
final class JobsLogs implements Command {
    private static final long STANDARD_TAIL = 1000;

    /** What is said when the standard hid lines. */
    private static final String CUT =
            "Showing the last 1000 lines (default). Pass --tail 0 to print the entire log.";

    private static final String LIVE =
            "&status=PENDING&status=STARTING&status=RUNNING&status=RECOVERING&status=CANCELLING";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Stream or download the logs of a managed job.");
        spec.addPositional(
                Arguments.words(
                        "[JOB_ID] [TASK]", "The latest job without an id; task index or name."));
        spec.addOption(text("NAME", "The running job of this name.", "-n", "--name"));
        spec.addOption(flag("What the controller did for the job.", "--controller"));
        spec.addOption(flag("Wait for what is still to come; so unless said.", "--follow"));
        spec.addOption(flag("Only what there is now.", "--no-follow"));
        spec.addOption(
                flag("Start the controller to answer; it always runs here.", "-r", "--refresh"));
        spec.addOption(flag("Download to ~/sky_logs.", "-s", "--sync-down"));
        spec.addOption(text("N", "The last N lines of each node; 0 for all of them.", "--tail"));
        spec.addOption(text("N", "Only attempt N; all of them unless said.", "--attempt"));
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        List<String> words = arguments.words();
        if (words.size() > 2) {
            throw new UsageProblem("Got unexpected extra argument (" + words.get(2) + ")");
        }
        if (arguments.has("--follow") && arguments.has("--no-follow")) {
            throw new UsageProblem("Cannot specify both --follow and --no-follow.");
        }
        boolean follow = !arguments.has("--no-follow");
        boolean sync = arguments.has("--sync-down");
        if (sync && arguments.text("--tail").isPresent()) {
            throw new UsageProblem(
                    "--tail is not supported with --sync-down. Download the whole log, or leave out"
                            + " --sync-down.");
        }
        Optional<Long> attempt = attempt(arguments, sync);
        Optional<Long> tail = tail(arguments, follow);
        Optional<Long> job = job(arguments, words, shell);
        if (job.isEmpty()) {
            return Status.EXIT_NOT_FOUND;
        }
        Optional<String> task = words.size() < 2 ? Optional.empty() : Optional.of(words.get(1));
        try {
            if (sync) {
                return new LogDownload(shell).run(job.get(), task, arguments.has("--controller"));
            }
            String cut = arguments.text("--tail").isPresent() ? "" : CUT;
            if (arguments.has("--controller")) {
                return new ControllerLog(shell).show(job.get(), follow, tail, cut);
            }
            if (attempt.isPresent() && isMissing(job.get(), attempt.get(), follow, shell)) {
                return Status.EXIT_NOT_FOUND;
            }
            return new LogFollower(shell)
                    .follow(
                            new LogFollower.Wish(
                                    job.get(), task, follow, tail, cut, false, attempt));
        } catch (ApiException refused) {
            if (refused.problem().is(ProblemCode.NO_SUCH_JOB)) {
                shell.terminal().error("Job " + job.get() + " not found.");
                return Status.EXIT_NOT_FOUND;
            }
            throw refused;
        }
    }

    private static Optional<Long> attempt(Arguments arguments, boolean sync) throws UsageProblem {
        Optional<Long> attempt = arguments.number("--attempt");
        if (attempt.filter(number -> number < 1).isPresent()) {
            throw new UsageProblem(
                    "--attempt must be a positive integer. Got: " + attempt.get() + ".");
        }
        if (attempt.isPresent() && (sync || arguments.has("--controller"))) {
            throw new UsageProblem("--attempt is not supported with --sync-down or --controller.");
        }
        return attempt;
    }

    private static Optional<Long> tail(Arguments arguments, boolean follow) throws UsageProblem {
        Optional<Long> given = arguments.number("--tail");
        if (given.filter(lines -> lines < 0).isPresent()) {
            throw new UsageProblem(
                    "--tail must be a number of lines, or 0 for all of them. Got: "
                            + given.get()
                            + ".");
        }
        if (given.isPresent()) {
            return given.filter(lines -> lines > 0);
        }
        if (!follow) {
            return Optional.empty();
        }
        return Optional.of(STANDARD_TAIL);
    }

    private static Optional<Long> job(Arguments arguments, List<String> words, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        Optional<String> name = arguments.text("--name");
        if (name.isPresent() && !words.isEmpty()) {
            throw new UsageProblem("Cannot specify both --name and JOB_ID.");
        }
        if (name.isPresent()) {
            return named(name.get(), arguments.has("--controller"), shell);
        }
        if (!words.isEmpty()) {
            return Optional.of(JobArguments.id(words.getFirst()));
        }
        JobsReply newest = jobs("/jobs?limit=1", shell);
        if (newest.jobs().isEmpty()) {
            shell.terminal().error("No managed job found.");
        }
        return newest.jobs().stream().findFirst().map(JobView::jobId);
    }

    private static Optional<Long> named(String name, boolean controller, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        String path =
                "/jobs?limit=100&name="
                        + URLEncoder.encode(name, StandardCharsets.UTF_8)
                        + (controller ? "" : LIVE);
        List<JobView> jobs = jobs(path, shell).jobs();
        if (jobs.size() == 1) {
            return Optional.of(jobs.getFirst().jobId());
        }
        String running = controller ? "" : "running ";
        if (jobs.isEmpty()) {
            shell.terminal().error("No " + running + "managed job found with name '" + name + "'.");
            return Optional.empty();
        }
        String ids =
                String.join(
                        ", ",
                        jobs.stream().map(JobView::jobId).sorted().map(String::valueOf).toList());
        if (controller) {
            throw new CommandFailure(
                    "Multiple managed jobs found with name '"
                            + name
                            + "' (Job IDs: "
                            + ids
                            + "). Please specify the job_id instead.");
        }
        // In the words of cancel.
        shell.terminal()
                .error(
                        shell.terminal()
                                .styled(
                                        Terminal.Style.RED,
                                        "Multiple running jobs found with name '"
                                                + name
                                                + "'.\nJob IDs: ["
                                                + ids
                                                + "]"));
        throw new CommandFailure(CommandFailure.FAILED, "");
    }

    private static JobsReply jobs(String path, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        return shell.server().call(server -> server.get(path, JobsReply.class));
    }

    /** Whether there is no such attempt, and none will come that is waited for. */
    private static boolean isMissing(long id, long attempt, boolean follow, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        JobView job = shell.server().job(id);
        int latest = job.tasks().stream().mapToInt(JobView.TaskView::attempt).max().orElse(0);
        if (attempt <= latest || (follow && !job.isTerminal())) {
            return false;
        }
        shell.terminal()
                .error(
                        "Job "
                                + id
                                + " has no attempt "
                                + attempt
                                + (latest == 0 ? "." : "; its latest is " + latest + "."));
        return true;
    }
}
