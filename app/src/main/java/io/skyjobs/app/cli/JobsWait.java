package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.Status;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@code sky jobs wait}: returns when a job is over; its exit code says how the job ended. */
final class JobsWait implements Command {
    private static final long POLL_SECONDS = 20;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description(
                        "Wait until a managed job is over. Exit code: 0 succeeded, 100 failed, 101 not"
                                + " over in time, 102 not found, 103 cancelled.");
        spec.addPositional(Arguments.words("JOB_ID", "The job."));
        spec.addOption(
                text("TIME", "At most so long: 30m, 48h; seconds without a unit.", "--timeout"));
        spec.addOption(
                text(
                        "STATE",
                        "What to wait for: terminal (the outcome) or cleaned (nothing left to pay"
                                + " for).",
                        "--for"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        long id = JobArguments.onlyId(arguments.words());
        boolean cleaned = cleaned(arguments);
        Optional<Instant> deadline = deadline(arguments, shell);
        JobView job;
        try {
            job = wait(id, cleaned, deadline, shell);
        } catch (ApiException refused) {
            if (refused.problem().is(ProblemCode.NO_SUCH_JOB)) {
                shell.terminal().error("Job " + id + " not found.");
                return Status.EXIT_NOT_FOUND;
            }
            throw refused;
        }
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(JobView.class, job));
        } else if (form == OutputForm.TABLE) {
            shell.terminal()
                    .line(
                            over(job, cleaned)
                                    ? "Managed job "
                                            + id
                                            + " is over (status: "
                                            + job.status()
                                            + ")."
                                    : "Managed job "
                                            + id
                                            + " is not over yet (status: "
                                            + job.status()
                                            + ").");
        }
        return over(job, cleaned) ? Status.exitCode(job.status()) : Status.EXIT_LIVE;
    }

    private static boolean cleaned(Arguments arguments) throws UsageProblem {
        String word = arguments.text("--for").orElse("terminal");
        return switch (word) {
            case "terminal" -> false;
            case "cleaned" -> true;
            default ->
                    throw new UsageProblem(
                            "Invalid value for '--for': '"
                                    + word
                                    + "' is not one of 'terminal', 'cleaned'.");
        };
    }

    private static Optional<Instant> deadline(Arguments arguments, Shell shell)
            throws UsageProblem {
        Optional<String> text = arguments.text("--timeout");
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        shell.clock().instant().plus(TimeText.parseAge(text.get(), "--timeout")));
    }

    private static JobView wait(long id, boolean cleaned, Optional<Instant> deadline, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        JobView job =
                shell.server().callPatiently(server -> server.get("/jobs/" + id, JobView.class));
        while (!over(job, cleaned)) {
            long seconds = POLL_SECONDS;
            if (deadline.isPresent()) {
                Duration left = Duration.between(shell.clock().instant(), deadline.get());
                if (left.isNegative() || left.isZero()) {
                    return job;
                }
                seconds = Math.min(seconds, left.toSeconds() + 1);
            }
            String path = "/jobs/" + id + "/wait?version=" + job.version() + "&timeout=" + seconds;
            job = shell.server().callPatiently(server -> server.get(path, JobView.class));
        }
        return job;
    }

    private static boolean over(JobView job, boolean cleaned) {
        return cleaned ? job.cleaned() : job.isTerminal();
    }
}
