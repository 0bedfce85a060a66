package io.skyjobs.core.controller;

import io.skyjobs.core.controller.ControlPlane.AttemptHistory;
import io.skyjobs.core.controller.ControlPlane.Explanation;
import io.skyjobs.core.controller.ControlPlane.TaskExplanation;
import io.skyjobs.core.controller.LaunchSlots.Seat;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.spec.JobSpec;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Says in one sentence per task why it is where it is, with the facts behind it. */
final class Explainer {
    /** How many attempts are told of; the events of the job have all. */
    static final int NEWEST = 5;

    private final LaunchSlots slots;
    private final JobStore store;

    Explainer(LaunchSlots slots, JobStore store) {
        this.slots = slots;
        this.store = store;
    }

    Explanation explain(StoredJob stored) {
        Optional<JobSpec> spec = store.spec(stored.job().id());
        List<TaskExplanation> tasks = new ArrayList<>();
        for (int task = 0; task < stored.job().tasks().size(); task++) {
            int index = task;
            int most =
                    spec.filter(it -> index < it.tasks().size())
                            .map(it -> it.tasks().get(index).recovery().maxRestartsOnErrors())
                            .orElse(0);
            tasks.add(explain(stored, task, most));
        }
        TaskExplanation telling =
                tasks.stream()
                        .filter(task -> task.status() == stored.job().status())
                        .findFirst()
                        .orElse(tasks.getLast());
        String subject =
                tasks.size() == 1
                        ? "Job " + stored.job().id()
                        : "Job " + stored.job().id() + ", task '" + telling.name() + "',";
        return new Explanation(
                stored.job().id(),
                subject + " is " + telling.status() + ": " + telling.cause().sentence(),
                tasks);
    }

    private TaskExplanation explain(StoredJob stored, int task, int mostRestarts) {
        TaskState state = stored.job().tasks().get(task);
        List<Attempt> attempts = attempts(stored.job().id(), task, state);
        Instant since = since(state, stored.job().submitted(), attempts);
        Standing standing =
                StorageStanding.of(stored.job(), state, since)
                        .orElseGet(
                                () ->
                                        Standing.of(
                                                state,
                                                since,
                                                slots.line(new Seat(stored.job().id(), task))));
        return new TaskExplanation(
                task,
                stored.header().taskNames().get(task),
                state.status(),
                standing.cause(),
                standing.waiting(),
                history(state, attempts, mostRestarts));
    }

    private List<Attempt> attempts(long job, int task, TaskState state) {
        TreeMap<Integer, Attempt> known = new TreeMap<>();
        store.attempts(job, task).forEach(it -> known.put(it.number(), it));
        state.liveAttempt().ifPresent(it -> known.put(it.number(), it));
        state.standby().map(TaskState.Standby::attempt).ifPresent(it -> known.put(it.number(), it));
        return List.copyOf(known.values());
    }

    /** When the state began, as far as its own facts tell. */
    private static Instant since(TaskState state, Instant submitted, List<Attempt> attempts) {
        Optional<Attempt> last = attempts.stream().reduce((older, newer) -> newer);
        return switch (state) {
            case TaskState.Pending pending ->
                    last.flatMap(it -> it.times().terminated().or(it.times()::ended))
                            .orElse(submitted);
            case TaskState.Starting starting -> starting.attempt().times().requested();
            case TaskState.Running running ->
                    (running.pastSetup()
                                    ? running.attempt().times().running()
                                    : running.attempt().times().setup())
                            .orElse(running.attempt().times().requested());
            case TaskState.Recovering recovering ->
                    recovering
                            .leftover()
                            .or(() -> last)
                            .flatMap(it -> it.times().ended())
                            .orElse(submitted);
            case TaskState.Finishing finishing -> finishing.outcome().at();
            case TaskState.Ended ended -> ended.outcome().at();
        };
    }

    private static AttemptHistory history(
            TaskState state, List<Attempt> attempts, int mostRestarts) {
        int earlier = Math.max(0, attempts.size() - NEWEST);
        return new AttemptHistory(
                attempts.stream()
                        .filter(it -> it.end().filter(Reason::isLoss).isPresent())
                        .reduce((older, newer) -> newer),
                state.progress().blocked(),
                attempts.subList(earlier, attempts.size()),
                earlier,
                state.progress(),
                Math.max(0, mostRestarts - state.progress().userErrors()));
    }
}
