package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.AttemptsReply;
import io.skyjobs.app.api.AttemptsReply.AttemptView;
import io.skyjobs.app.api.EventsReply;
import io.skyjobs.app.api.EventsReply.EventView;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JobView.TaskView;
import io.skyjobs.app.cli.TestShell.Outcome;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A managed job in a story. What it waits for is what happened after the last thing that it waited
 * for, so that a status which lasts only a moment is not missed.
 */
final class Job {
    /** What makes a job have a status that passes. */
    private static final Map<String, String> CAUSES =
            Map.of(
                    "STARTING", "offer_chosen",
                    "RUNNING", "run_started",
                    "RECOVERING", "attempt_failed",
                    "CANCELLING", "cancel_requested");

    private static final int LONG_POLL_SECONDS = 1;
    private static final int MOST_EVENTS = 1000;

    private final World world;
    private final long id;
    private long seen;

    Job(World world, long id) {
        this.world = world;
        this.id = id;
    }

    /** Its id as people type it. */
    String id() {
        return Long.toString(id);
    }

    /** The job now. */
    JobView now() {
        return world.ask(server -> server.get("/jobs/" + id, JobView.class));
    }

    /** Waits until it has got this status since the last thing waited for. */
    Job until(String status) {
        String cause = CAUSES.get(status);
        return cause == null ? untilNow(status) : untilEvent(cause);
    }

    private Job untilNow(String status) {
        Patience patience = new Patience();
        JobView job = now();
        while (!job.status().equals(status)) {
            String now = job.status() + ": " + job.details();
            if (job.isTerminal()) {
                throw new AssertionError("Job " + id + " is " + now + ", not " + status);
            }
            patience.check(() -> "job " + id + " " + status + "; it is " + now);
            job = change(job);
        }
        return this;
    }

    /** Waits until this happened since the last thing waited for. */
    Job untilEvent(String kind) {
        Patience patience = new Patience();
        JobView job = now();
        while (true) {
            Optional<EventView> found =
                    events().stream()
                            .filter(event -> event.number() > seen && event.kind().equals(kind))
                            .findFirst();
            if (found.isPresent()) {
                seen = found.get().number();
                return this;
            }
            String now = job.status() + ": " + job.details();
            if (job.isTerminal() && job.cleaned()) {
                throw new AssertionError("Job " + id + " is over (" + now + ") without " + kind);
            }
            patience.check(() -> "job " + id + " " + kind + "; it is " + now);
            job = change(job);
        }
    }

    private JobView change(JobView seen) {
        String path =
                "/jobs/" + id + "/wait?version=" + seen.version() + "&timeout=" + LONG_POLL_SECONDS;
        return world.ask(server -> server.get(path, JobView.class));
    }

    /** Waits until a task has this status now. */
    Job untilTask(int task, String status) {
        Patience patience = new Patience();
        JobView job = now();
        while (!job.tasks().get(task).status().equals(status)) {
            TaskView now = job.tasks().get(task);
            patience.check(
                    () ->
                            "task "
                                    + task
                                    + " of job "
                                    + id
                                    + " "
                                    + status
                                    + "; it is "
                                    + now.status());
            job = change(job);
        }
        return this;
    }

    /** Waits until its log shows this. */
    Job untilLogShows(String text) {
        Patience.await(
                () -> "'" + text + "' in the log of job " + id + ":\n" + log(),
                () -> Optional.of(log()).filter(log -> log.contains(text)));
        return this;
    }

    /** Waits until {@code sky jobs explain} says this. */
    Job untilExplained(String text) {
        Patience.await(
                () -> "'" + text + "' in what is said of job " + id + ":\n" + explanation(),
                () -> Optional.of(explanation()).filter(words -> words.contains(text)));
        return this;
    }

    /** Waits until nothing is left of it to clear away. */
    Job untilCleaned() {
        Outcome outcome = world.sky("jobs", "wait", id(), "--for", "cleaned", "--timeout", "60");
        assertThat(now().cleaned()).as("%s", outcome).isTrue();
        return this;
    }

    /** Waits for its end, which must be this, and until nothing is left of it. */
    Job endsAs(String status) {
        until(status);
        return untilCleaned();
    }

    /** Types {@code sky jobs cancel} for it. */
    Job cancel() {
        world.says("jobs", "cancel", "-y", id());
        return this;
    }

    /** Its cloud takes its machines back. */
    Job preempt(String... flags) {
        return steer("preempt", flags);
    }

    private Job steer(String command, String... flags) {
        String[] words = new String[flags.length + 3];
        words[0] = "sim";
        words[1] = command;
        words[2] = id();
        System.arraycopy(flags, 0, words, 3, flags.length);
        world.says(words);
        return this;
    }

    /** The log of all attempts that there are. */
    String log() {
        Outcome outcome = world.sky("jobs", "logs", id(), "--no-follow");
        return outcome.out() + outcome.err();
    }

    /** What {@code sky jobs explain} says. */
    String explanation() {
        return world.says("jobs", "explain", id());
    }

    /** What happened to it, oldest first. */
    List<EventView> events() {
        return world.ask(
                        server ->
                                server.get(
                                        "/jobs/" + id + "/events?limit=" + MOST_EVENTS,
                                        EventsReply.class))
                .events();
    }

    /** The attempts of its first task. */
    List<AttemptView> attempts() {
        return attempts(0);
    }

    /** The attempts of a task. */
    List<AttemptView> attempts(int task) {
        return world.ask(
                        server ->
                                server.get(
                                        "/jobs/" + id + "/tasks/" + task + "/attempts",
                                        AttemptsReply.class))
                .attempts();
    }

    /** Looks at it. */
    Job then(Consumer<Job> look) {
        look.accept(this);
        return this;
    }

    /** Its log shows these, in this order. */
    Job thenLogShows(String... texts) {
        assertThat(log()).containsSubsequence(texts);
        return this;
    }

    /** Its queue row counts so many recoveries. */
    Job thenRecoveries(int count) {
        assertThat(now().recoveryCount()).as("recoveries of job %d", id).isEqualTo(count);
        return this;
    }

    /** What is said of it holds these. */
    Job thenExplained(String... texts) {
        assertThat(explanation()).contains(texts);
        return this;
    }

    /** Statuses of its tasks, in order. */
    Job thenTasksAre(String... statuses) {
        assertThat(now().tasks()).extracting(TaskView::status).containsExactly(statuses);
        return this;
    }

    /** Where its attempts were, in order. */
    List<String> places() {
        return attempts().stream().map(AttemptView::infra).toList();
    }

    /** The clusters of its attempts, in order. */
    List<String> clusters() {
        return attempts().stream().map(AttemptView::cluster).toList();
    }

    /** Lines of the log that begin with a word, after their prefix, without that word. */
    List<String> logged(String word) {
        return log().lines()
                .map(line -> line.replaceFirst("^\\([^)]*\\) ", ""))
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()).strip())
                .toList();
    }
}
