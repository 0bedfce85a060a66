package io.skyjobs.core.controller;

import io.skyjobs.core.controller.ControlPlane.Explanation;
import io.skyjobs.core.controller.ControlPlane.TaskExplanation;
import io.skyjobs.core.controller.LaunchSlots.Seat;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.util.ArrayList;
import java.util.List;

/** Says in one sentence per task why it is where it is, from the state and the queue alone. */
final class Explainer {
    private final LaunchSlots slots;
    private final JobStore store;

    Explainer(LaunchSlots slots, JobStore store) {
        this.slots = slots;
        this.store = store;
    }

    Explanation explain(StoredJob stored) {
        List<TaskExplanation> tasks = new ArrayList<>();
        for (int task = 0; task < stored.job().tasks().size(); task++) {
            tasks.add(explain(stored, task));
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
                subject + " is " + telling.status() + ": " + telling.sentence(),
                tasks);
    }

    private TaskExplanation explain(StoredJob stored, int task) {
        TaskState state = stored.job().tasks().get(task);
        int position = slots.position(new Seat(stored.job().id(), task));
        Reason reason = position > 0 ? queued(position) : reason(state);
        String waitsFor =
                switch (state) {
                    case TaskState.Pending pending when position == 0 ->
                            "the next try at " + pending.notBefore();
                    case TaskState.Recovering recovering
                            when position == 0 && recovering.leftover().isEmpty() ->
                            "the next try at " + recovering.notBefore();
                    case TaskState.Recovering recovering ->
                            recovering.leftover().isPresent()
                                    ? "cluster "
                                            + recovering.leftover().get().cluster()
                                            + " to be gone"
                                    : "a launch slot";
                    case TaskState.Finishing finishing when finishing.leftover().isPresent() ->
                            "cluster " + finishing.leftover().get().cluster() + " to be gone";
                    case TaskState.Pending pending -> "a launch slot";
                    case TaskState.Starting starting ->
                            (starting.up() ? "the run to start on cluster " : "cluster ")
                                    + starting.attempt().cluster()
                                    + (starting.up() ? "" : " to be up");
                    default -> "";
                };
        return new TaskExplanation(
                task,
                stored.header().taskNames().get(task),
                state.status(),
                reason.code().name(),
                reason.sentence(),
                waitsFor,
                position,
                evidence(stored.job().id(), task, state, reason));
    }

    private Reason queued(int position) {
        ReasonCode code =
                slots.fullOfRunning() ? ReasonCode.RUNNING_LIMIT : ReasonCode.LAUNCH_SLOTS;
        return Reason.of(code, code.sentence() + " Place in the queue: " + position + ".");
    }

    private static Reason reason(TaskState state) {
        return switch (state) {
            case TaskState.Pending pending -> pending.waiting();
            case TaskState.Starting starting ->
                    Reason.of(
                            ReasonCode.SUBMITTED,
                            (starting.up()
                                            ? "The cluster is up and the run is being started on "
                                            : "A cluster is being made on ")
                                    + starting.attempt().offer()
                                    + " (attempt "
                                    + starting.attempt().number()
                                    + ").");
            case TaskState.Running running ->
                    Reason.of(
                            ReasonCode.SUBMITTED,
                            (running.pastSetup() ? "It runs on " : "Its setup runs on ")
                                    + running.attempt().offer()
                                    + " (attempt "
                                    + running.attempt().number()
                                    + ").");
            case TaskState.Recovering recovering -> recovering.waiting();
            case TaskState.Finishing finishing ->
                    finishing.cleanup().trouble().orElse(finishing.outcome().reason());
            case TaskState.Ended ended -> ended.outcome().reason();
        };
    }

    private List<String> evidence(long job, int task, TaskState state, Reason reason) {
        List<String> facts = new ArrayList<>();
        for (Attempt attempt : store.attempts(job, task)) {
            attempt.end()
                    .ifPresent(
                            end ->
                                    facts.add(
                                            "attempt "
                                                    + attempt.number()
                                                    + " on "
                                                    + attempt.offer()
                                                    + ": "
                                                    + end.code()
                                                    + (end.evidence().isEmpty()
                                                            ? ""
                                                            : " (" + end.evidence() + ")")));
        }
        state.progress()
                .blocked()
                .forEach(
                        block ->
                                facts.add(
                                        "left aside until "
                                                + block.until()
                                                + ": "
                                                + block.provider()
                                                + block.region().map(it -> "/" + it).orElse("")
                                                + block.zone().map(it -> "/" + it).orElse("")
                                                + " ("
                                                + block.reason().code()
                                                + ")"));
        if (!reason.evidence().isEmpty() && facts.isEmpty()) {
            facts.add(reason.evidence());
        }
        return facts;
    }
}
