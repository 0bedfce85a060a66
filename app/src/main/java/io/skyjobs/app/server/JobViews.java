package io.skyjobs.app.server;

import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JobView.TaskView;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.ControlPlane.Cause;
import io.skyjobs.core.controller.ControlPlane.TaskExplanation;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Makes what the queue shows out of what is stored. Pure, but for the time it is given. */
final class JobViews {
    /** For so many waiting tasks of a list it is said where they stand in the queue. */
    private static final int MOST_PLACES = 50;

    private final Instant now;
    private final Particulars particulars;

    /** What is looked up for each task, beside its state. */
    interface Particulars {
        /** Leaves all aside, for lists in which it would cost a query for each row. */
        Particulars NOT_WANTED =
                new Particulars() {
                    @Override
                    public Optional<Attempt> last(long job, int task) {
                        return Optional.empty();
                    }

                    @Override
                    public Optional<Cause> queued(long job, int task) {
                        return Optional.empty();
                    }
                };

        /** The latest attempt of a task that has no live one; empty when there was none. */
        Optional<Attempt> last(long job, int task);

        /** Why it waits in the queue for launches; empty when it is not in it. */
        Optional<Cause> queued(long job, int task);
    }

    /**
     * @param now the time up to which durations of live jobs are counted
     * @param particulars what is known beside the state
     */
    JobViews(Instant now, Particulars particulars) {
        this.now = now;
        this.particulars = particulars;
    }

    /** Views with all particulars, at the price of a query for each task that has ended. */
    static JobViews detailed(Instant now, ControlPlane plane) {
        return new JobViews(
                now,
                new Particulars() {
                    private int places;

                    @Override
                    public Optional<Attempt> last(long job, int task) {
                        return plane.attempts(job, task).stream().reduce((older, newer) -> newer);
                    }

                    @Override
                    public Optional<Cause> queued(long job, int task) {
                        // A place in a long queue is counted out while nobody may launch.
                        places++;
                        if (places > MOST_PLACES) {
                            return Optional.empty();
                        }
                        return plane.explain(job)
                                .map(why -> why.tasks().get(task))
                                .filter(why -> why.waiting().position() > 0)
                                .map(TaskExplanation::cause);
                    }
                });
    }

    /** The view of a job. */
    JobView view(StoredJob stored) {
        JobHeader header = stored.header();
        ManagedJob job = stored.job();
        List<TaskView> tasks = new ArrayList<>();
        for (int task = 0; task < job.tasks().size(); task++) {
            tasks.add(task(stored, task, job.tasks().get(task)));
        }
        ManagedJobStatus status = job.status();
        int current = current(status, job.tasks());
        Optional<Instant> start =
                earliest(tasks.stream().map(TaskView::startAt).flatMap(Optional::stream).toList());
        Optional<Instant> end = status.isTerminal() ? latest(tasks) : Optional.empty();
        return new JobView(
                job.id(),
                header.name(),
                header.user(),
                header.workspace(),
                status.name(),
                job.version(),
                job.submitted(),
                start,
                end,
                JobStates.total(start, end, now),
                sum(tasks),
                total(tasks, TaskView::recoveryCount),
                header.priority(),
                header.rank(),
                header.copies(),
                job.ended(),
                current,
                tasks.get(current).details(),
                tasks);
    }

    private TaskView task(StoredJob stored, int index, TaskState state) {
        JobHeader header = stored.header();
        Progress progress = state.progress();
        ManagedJobStatus status = state.status();
        Optional<Reason> reason =
                JobStates.reason(state).filter(why -> !JobStates.isSilent(status, why));
        Optional<Attempt> attempt =
                state.liveAttempt()
                        .or(
                                () ->
                                        progress.attempts() == 0
                                                ? Optional.empty()
                                                : particulars.last(stored.job().id(), index));
        Optional<Instant> end = JobStates.end(state);
        Optional<Cause> queued =
                JobStates.waitsForLaunch(state)
                        ? particulars.queued(stored.job().id(), index)
                        : Optional.empty();
        return new TaskView(
                index,
                at(header.taskNames(), index),
                status.name(),
                at(header.taskIds(), index),
                attempt.map(Attempt::nodes).orElse(0),
                at(header.resources(), index),
                progress.firstStarting(),
                progress.firstRunning(),
                end,
                JobStates.total(progress.firstStarting(), end, now),
                JobStates.ran(state, now),
                progress.recoveries(),
                progress.attempts(),
                JobStates.schedule(state),
                attempt.map(made -> ResourceText.place(made.offer())),
                attempt.map(made -> ResourceText.shape(made.nodes(), made.offer())),
                attempt.map(made -> made.cluster().value()),
                queued.map(Cause::code)
                        .or(() -> reason.map(Reason::code))
                        .map(Enum::name)
                        .orElse(""),
                queued.map(Cause::sentence)
                        .orElse(reason.isEmpty() ? "" : JobStates.details(state, reason.get())));
    }

    /** The task that decides the status of the whole. */
    private static int current(ManagedJobStatus status, List<TaskState> tasks) {
        for (int i = 0; i < tasks.size(); i++) {
            if (tasks.get(i).status() == status) {
                return i;
            }
        }
        return 0;
    }

    private static Optional<Instant> earliest(List<Instant> instants) {
        return instants.stream().min(Comparator.naturalOrder());
    }

    private static Optional<Instant> latest(List<TaskView> tasks) {
        return tasks.stream()
                .map(TaskView::endAt)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    private static Duration sum(List<TaskView> tasks) {
        return tasks.stream().map(TaskView::jobDuration).reduce(Duration.ZERO, Duration::plus);
    }

    private static int total(List<TaskView> tasks, ToIntFunction<TaskView> count) {
        return tasks.stream().mapToInt(count).sum();
    }

    private static String at(List<String> list, int index) {
        return index < list.size() ? list.get(index) : "";
    }
}
