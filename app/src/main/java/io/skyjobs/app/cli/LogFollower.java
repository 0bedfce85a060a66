package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.AttemptsReply;
import io.skyjobs.app.api.AttemptsReply.AttemptView;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JobView.TaskView;
import io.skyjobs.app.api.Status;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows the logs of a job from its first attempt to its last, task by task, and answers with the
 * exit code that stands for how it ended. Ending it never ends the job.
 */
final class LogFollower {
    private final Terminal terminal;
    private final ServerLink server;
    private final Pause pause;

    LogFollower(Shell shell) {
        this.terminal = shell.terminal();
        this.server = shell.server();
        this.pause = shell.pause();
    }

    /**
     * What is wanted.
     *
     * @param job the job
     * @param task one task only, by index or name
     * @param follow whether to wait for what is still to come
     * @param tail so many lines of each node; empty for all; {@code cut} is said when it hides some
     * @param launched whether the job was launched just now
     * @param attempt one attempt only
     */
    record Wish(
            long job,
            Optional<String> task,
            boolean follow,
            Optional<Long> tail,
            String cut,
            boolean launched,
            Optional<Long> attempt) {
        static Wish launched(long job) {
            return new Wish(
                    job, Optional.empty(), true, Optional.empty(), "", true, Optional.empty());
        }
    }

    /** Shows it; the exit code is the job's, or the task's when one was chosen. */
    int follow(Wish wish)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        if (!wish.follow()) {
            return show(wish);
        }
        Thread farewell =
                new Thread(
                        () ->
                                terminal.error(
                                        "\nStopped streaming; managed job "
                                                + wish.job()
                                                + " is not affected. To stream again: sky jobs logs "
                                                + wish.job()));
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            return show(wish);
        } finally {
            removeQuietly(farewell);
        }
    }

    private static void removeQuietly(Thread farewell) {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException goingDown) {
            // Ctrl-C: the farewell is being said.
        }
    }

    private int show(Wish wish)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        JobView job = server.job(wish.job());
        boolean finished = job.isTerminal();
        List<TaskView> tasks = selected(job, wish.task());
        if (tasks.isEmpty()) {
            terminal.error(
                    "No task found matching '"
                            + wish.task().orElse("")
                            + "' in job "
                            + wish.job()
                            + ". Valid task IDs are 0-"
                            + (job.tasks().size() - 1)
                            + ".");
            return Status.EXIT_NOT_FOUND;
        }
        if (job.isPipeline() && wish.task().isEmpty()) {
            terminal.line(
                    "Hint: This job has "
                            + job.tasks().size()
                            + " tasks. Use 'sky jobs logs "
                            + wish.job()
                            + " TASK' to view logs for a specific task (TASK can be task ID or name).");
        }
        TailPlan tail = tail(wish, tasks);
        boolean sections = job.isPipeline();
        boolean shown = false;
        for (TaskView task : tasks) {
            shown |= new TaskLogs(wish, task, tail, sections).show();
        }
        JobView end = wish.follow() ? untilOver(wish, tasks) : server.job(wish.job());
        return finish(wish, end, new Ending(finished, shown, sections, tasks));
    }

    /**
     * What was shown.
     *
     * @param finished whether the job was over before
     * @param anything whether there was a log
     * @param sections whether each task had a heading
     * @param tasks the tasks that were chosen
     */
    private record Ending(
            boolean finished, boolean anything, boolean sections, List<TaskView> tasks) {}

    private int finish(Wish wish, JobView job, Ending ending) {
        terminal.waitingOver();
        if (wish.task().isPresent()) {
            TaskView task = job.tasks().get(ending.tasks().getFirst().taskId());
            String status = task.status();
            if (!ending.anything() && task.isTerminal()) {
                neverRan(task);
            }
            if (job.isTerminal()) {
                jobFinished(job, "✓ Job finished");
            }
            terminal.flush();
            return exitCode(status, wish);
        }
        if (!job.isTerminal()) {
            terminal.flush();
            return exitCode(job.status(), wish);
        }
        boolean failedWithoutLogs = !ending.anything() && !job.status().equals("SUCCEEDED");
        if (failedWithoutLogs && wish.launched()) {
            if (!job.details().isEmpty()) {
                terminal.line("Failure reason: " + job.details());
            }
            jobFinished(job, "✓ Managed job finished: " + job.jobId());
        } else if (failedWithoutLogs && ending.finished()) {
            terminal.line(
                    "Job "
                            + job.jobId()
                            + " is already in terminal state "
                            + job.status()
                            + ". For more details, run: sky jobs logs --controller "
                            + job.jobId());
            if (!job.details().isEmpty()) {
                terminal.line("\nFailure reason: " + job.details());
            }
        } else if (ending.sections() && ending.finished()) {
            jobFinished(job, "✓ Job finished");
        } else {
            jobFinished(job, "✓ Managed job finished: " + job.jobId());
        }
        terminal.flush();
        return exitCode(job.status(), wish);
    }

    private void neverRan(TaskView task) {
        String why = task.details().isEmpty() ? "." : ": " + task.details();
        String named = task.taskName() + "(" + task.taskId() + ")";
        terminal.line("Task " + named + " never ran (status: " + task.status() + ")" + why);
    }

    private void jobFinished(JobView job, String words) {
        boolean well = job.status().equals("SUCCEEDED");
        terminal.line(
                terminal.styled(well ? Terminal.Style.GREEN : Terminal.Style.YELLOW, words)
                        + " (status: "
                        + job.status()
                        + ").");
    }

    /** A live job that was only looked at is no failure. */
    private static int exitCode(String status, Wish wish) {
        return !wish.follow() && !Status.isTerminal(status) ? 0 : Status.exitCode(status);
    }

    private TailPlan tail(Wish wish, List<TaskView> tasks)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        if (wish.tail().isEmpty()) {
            return TailPlan.EVERYTHING;
        }
        long lines = wish.tail().get();
        List<AttemptsReply> known = new ArrayList<>();
        for (TaskView task : tasks) {
            // One more than is shown tells whether any is hidden.
            String path = attemptsPath(wish.job(), task.taskId()) + "?tail=" + (lines + 1);
            known.add(server.callPatiently(client -> client.get(path, AttemptsReply.class)));
        }
        TailPlan plan = TailPlan.of(known, lines);
        if (plan.hides() && !wish.cut().isEmpty()) {
            terminal.error(wish.cut());
        }
        return plan;
    }

    private JobView untilOver(Wish wish, List<TaskView> tasks)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        JobView job = server.job(wish.job());
        while (!job.isTerminal()) {
            if (wish.task().isPresent()
                    && job.tasks().get(tasks.getFirst().taskId()).isTerminal()) {
                return job;
            }
            terminal.waiting(
                    "Waiting for task status to be updated. It may take a minute. (status: "
                            + job.status()
                            + ")");
            job = server.changed(job);
        }
        return job;
    }

    private static List<TaskView> selected(JobView job, Optional<String> wanted) {
        if (wanted.isEmpty()) {
            return job.tasks();
        }
        String word = wanted.get();
        boolean digits = !word.isEmpty() && word.chars().allMatch(Character::isDigit);
        List<TaskView> found = new ArrayList<>();
        for (TaskView task : job.tasks()) {
            if (digits
                    ? Integer.toString(task.taskId()).equals(word)
                    : task.taskName().equals(word)) {
                found.add(task);
            }
        }
        return found;
    }

    private static String attemptsPath(long job, int task) {
        return "/jobs/" + job + "/tasks/" + task + "/attempts";
    }

    /** The logs of one task, attempt by attempt. */
    private final class TaskLogs {
        private final Wish wish;
        private final TaskView task;
        private final TailPlan tail;
        private final boolean section;
        private boolean anything;
        private int done;
        private Optional<AttemptView> former = Optional.empty();

        TaskLogs(Wish wish, TaskView task, TailPlan tail, boolean section) {
            this.wish = wish;
            this.task = task;
            this.tail = tail;
            this.section = section;
        }

        /** Shows them; false when there was nothing to show. */
        boolean show() throws CommandFailure, ApiException, IOException, InterruptedException {
            while (!wish.attempt().map(only -> only <= done).orElse(false)) {
                JobView seen = server.job(wish.job());
                AttemptsReply reply = attempts();
                Optional<AttemptView> next = next(reply);
                if (next.isPresent() && next.get().setupAt().isPresent()) {
                    attempt(next.get());
                } else if (next.isPresent() && next.get().endAt().isPresent()) {
                    // Its launch came to nothing; there is no log of it but the controller's.
                    done = next.get().number();
                } else if (Status.isTerminal(reply.status())) {
                    break;
                } else if (wish.follow()) {
                    terminal.waiting(waiting(seen, reply.status()));
                    server.changed(seen);
                } else {
                    break;
                }
            }
            end();
            return anything;
        }

        private Optional<AttemptView> next(AttemptsReply reply) {
            for (AttemptView attempt : reply.attempts()) {
                boolean wanted = wish.attempt().map(only -> only == attempt.number()).orElse(true);
                if (wanted && attempt.number() > done) {
                    return Optional.of(attempt);
                }
            }
            return Optional.empty();
        }

        private void attempt(AttemptView attempt)
                throws CommandFailure, ApiException, IOException, InterruptedException {
            heading();
            if (attempt.number() > 1) {
                marker(attempt);
            }
            int nodes = Math.max(1, attempt.nodes().size());
            if (wish.follow()) {
                terminal.line(
                        "├── Waiting for task resources on "
                                + nodes
                                + (nodes == 1 ? " node." : " nodes."));
                terminal.line(
                        "└── Job started. Streaming logs... (Ctrl-C to exit log streaming; job will"
                                + " not be killed)");
                terminal.flush();
            }
            new AttemptStream(
                            server,
                            pause,
                            terminal::bytes,
                            terminal,
                            new AttemptStream.What(
                                    wish.job(),
                                    task.taskId(),
                                    task.taskName(),
                                    attempt.number(),
                                    nodes,
                                    wish.follow(),
                                    tail))
                    .show();
            anything = true;
            done = attempt.number();
            former = attempts().attempt(attempt.number());
            failed();
        }

        private void heading() {
            if (section && !anything) {
                terminal.line("=== Task " + task.taskName() + "(" + task.taskId() + ") ===");
            }
        }

        /** What is said before another attempt: where it is, and how the one before ended. */
        private void marker(AttemptView next)
                throws CommandFailure, ApiException, IOException, InterruptedException {
            Optional<AttemptView> before =
                    former.isPresent() ? former : attempts().attempt(next.number() - 1);
            if (former.filter(AttemptMarker::isLost).isPresent()) {
                terminal.line(
                        terminal.styled(
                                Terminal.Style.YELLOW, "The job cluster is preempted or failed."));
            }
            terminal.line(AttemptMarker.before(next, before));
        }

        /** What is said after an attempt that failed by the user's own code. */
        private void failed() {
            former.flatMap(over -> AttemptMarker.afterFailure(wish.job(), over))
                    .ifPresent(terminal::line);
        }

        private void end() throws CommandFailure, ApiException, IOException, InterruptedException {
            terminal.waitingOver();
            if (section && anything) {
                String status = attempts().status();
                if (Status.isTerminal(status)) {
                    terminal.line(
                            "✓ Task "
                                    + task.taskName()
                                    + "("
                                    + task.taskId()
                                    + ") finished (status: "
                                    + status
                                    + ").");
                }
            }
            terminal.flush();
        }

        private String waiting(JobView seen, String status) {
            if (anything && status.equals("RECOVERING")) {
                return "Waiting for next restart for the failed task (status: RECOVERING).";
            }
            if (task.taskId() > 0 && status.equals("PENDING")) {
                return "Waiting for the next task: " + task.taskId();
            }
            return "Waiting for task to start (status: "
                    + status
                    + "). It may take a few minutes. View controller logs: sky jobs logs --controller "
                    + seen.jobId();
        }

        private AttemptsReply attempts()
                throws CommandFailure, ApiException, IOException, InterruptedException {
            String path = attemptsPath(wish.job(), task.taskId());
            return server.callPatiently(client -> client.get(path, AttemptsReply.class));
        }
    }
}
