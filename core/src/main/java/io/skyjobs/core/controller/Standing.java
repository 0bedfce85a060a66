package io.skyjobs.core.controller;

import io.skyjobs.core.controller.ControlPlane.Cause;
import io.skyjobs.core.controller.ControlPlane.Wait;
import io.skyjobs.core.controller.LaunchSlots.Line;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a task stands where it does, and what it waits for: a pure function of its state and its
 * place in the queue.
 *
 * @param cause why
 * @param waiting for what
 */
record Standing(Cause cause, Wait waiting) {
    /**
     * Where a task stands.
     *
     * @param since when the state began
     * @param line its place in the queue, if it is in it
     */
    static Standing of(TaskState state, Instant since, Optional<Line> line) {
        return switch (state) {
            case TaskState.Pending pending ->
                    line.map(place -> queued(place, "", since))
                            .orElseGet(
                                    () ->
                                            new Standing(
                                                    cause(pending.waiting(), "", since),
                                                    next(pending.waiting(), pending.notBefore())));
            case TaskState.Starting starting -> starting(starting, since);
            case TaskState.Running running -> running(running, since);
            case TaskState.Recovering recovering -> recovering(recovering, since, line);
            case TaskState.Finishing finishing -> finishing(finishing, since);
            case TaskState.Ended ended -> {
                Reason reason = ended.outcome().reason();
                yield new Standing(
                        new Cause(reason.code(), reason.sentence(), reason.evidence(), since),
                        Wait.NOTHING);
            }
        };
    }

    private static Standing queued(Line line, String after, Instant since) {
        ReasonCode code = line.forRunning() ? ReasonCode.RUNNING_LIMIT : ReasonCode.LAUNCH_SLOTS;
        String who =
                line.behindHigher()
                        ? "waiting for higher priority jobs to launch"
                        : WaitText.cause(code);
        String place =
                WaitText.ordinal(line.position())
                        + " of "
                        + line.of()
                        + " waiting for a "
                        + (line.forRunning()
                                ? "job to end; limit jobs.max_running = "
                                : "launch slot; limit jobs.max_launching = ")
                        + line.limit();
        return new Standing(
                new Cause(code, WaitText.sentence(after + who + " (" + place + ")"), "", since),
                new Wait(
                        line.forRunning() ? "a job to end" : "a launch slot",
                        WaitText.unblockedBy(code),
                        line.position(),
                        line.of(),
                        Optional.empty()));
    }

    private static Cause cause(Reason reason, String after, Instant since) {
        return new Cause(
                reason.code(),
                WaitText.sentence(after + WaitText.cause(reason)),
                reason.evidence(),
                since);
    }

    private static Wait next(Reason waiting, Instant notBefore) {
        return switch (waiting.code()) {
            case EARLIER_TASK -> Wait.of("an earlier task of the job to succeed");
            case SUBMITTED -> Wait.of("the controller to look at it");
            default ->
                    new Wait(
                            "the next try",
                            WaitText.unblockedBy(waiting.code()),
                            0,
                            0,
                            Optional.of(notBefore));
        };
    }

    private static Standing starting(TaskState.Starting state, Instant since) {
        Attempt attempt = state.attempt();
        String where = attempt.offer() + " (attempt " + attempt.number() + ")";
        String again = state.progress().hasRun() ? " to go on after a loss or an error" : "";
        return new Standing(
                new Cause(
                        ReasonCode.LAUNCHING,
                        state.up()
                                ? "Its cluster is up, and the run is being started on "
                                        + where
                                        + again
                                        + "."
                                : "A cluster is being made on " + where + again + ".",
                        "",
                        state.up()
                                ? attempt.times().up().orElse(since)
                                : attempt.times().requested()),
                Wait.of(
                        state.up()
                                ? "the run to start on cluster " + attempt.cluster()
                                : "cluster " + attempt.cluster() + " to be up"));
    }

    private static Standing running(TaskState.Running state, Instant since) {
        Attempt attempt = state.attempt();
        String where = attempt.offer() + " (attempt " + attempt.number() + ")";
        String runs = state.pastSetup() ? "It runs on " + where : "Its setup runs on " + where;
        if (state.notice().isPresent()) {
            TaskState.Notice notice = state.notice().get();
            return new Standing(
                    new Cause(
                            ReasonCode.PREEMPTED,
                            runs
                                    + "; the provider says that it takes a machine at "
                                    + notice.until()
                                    + ", and the run was told.",
                            notice.evidence(),
                            since),
                    new Wait(
                            state.standby()
                                    .filter(it -> !it.discarded())
                                    .map(
                                            it ->
                                                    "the machine to go; cluster "
                                                            + it.attempt().cluster()
                                                            + (it.up()
                                                                    ? " is ready to take over"
                                                                    : " is being made to take"
                                                                            + " over"))
                                    .orElse("the machine to go; then it is recovered"),
                            "",
                            0,
                            0,
                            Optional.of(notice.until())));
        }
        return new Standing(
                new Cause(ReasonCode.RUNNING, runs + ".", "", since),
                Wait.of(state.pastSetup() ? "its run to end" : "its setup to end"));
    }

    private static Standing recovering(
            TaskState.Recovering state, Instant since, Optional<Line> line) {
        String after = WaitText.cause(state.cause()) + "; ";
        if (state.leftover().isEmpty()) {
            boolean same = state.waiting().equals(state.cause());
            return line.map(place -> queued(place, after, since))
                    .orElseGet(
                            () ->
                                    new Standing(
                                            same
                                                    ? cause(state.cause(), "", since)
                                                    : cause(state.waiting(), after, since),
                                            next(state.waiting(), state.notBefore())));
        }
        Attempt old = state.leftover().get();
        String cluster = "cluster " + old.cluster();
        String doing;
        String waitsFor;
        if (!state.logsKept()) {
            doing = "the logs of attempt " + old.number() + " are being stored";
            waitsFor = "the logs of attempt " + old.number() + ", then " + cluster + " to be gone";
        } else if (state.keeps()) {
            doing = "what is left of " + cluster + " is being freed for the next attempt";
            waitsFor = "the surviving machines of " + cluster;
        } else {
            doing = cluster + " is being cleared away";
            waitsFor = "the provider to say that nothing is left of " + cluster;
        }
        boolean troubled = !state.waiting().equals(state.cause());
        String trouble =
                troubled && state.waiting().code() != ReasonCode.SUBMITTED
                        ? ", " + WaitText.cause(state.waiting())
                        : "";
        return new Standing(
                new Cause(
                        state.cause().code(),
                        WaitText.sentence(after + doing + trouble),
                        state.cause().evidence(),
                        since),
                Wait.of(waitsFor));
    }

    private static Standing finishing(TaskState.Finishing state, Instant since) {
        Outcome outcome = state.outcome();
        Reason reason = outcome.reason();
        StringBuilder doing = new StringBuilder();
        state.cleanup()
                .graceUntil()
                .ifPresent(
                        until ->
                                doing.append("its run is told to end and saves what it has, until ")
                                        .append(until)
                                        .append("; then "));
        state.leftover()
                .ifPresent(
                        old ->
                                doing.append(
                                        state.cleanup().logsKept()
                                                ? "cluster "
                                                        + old.cluster()
                                                        + " is being cleared away"
                                                : "the logs of attempt "
                                                        + old.number()
                                                        + " are being stored"));
        if (doing.isEmpty()) {
            doing.append("what is left is being cleared away");
        }
        state.cleanup()
                .trouble()
                .ifPresent(trouble -> doing.append(", ").append(WaitText.cause(trouble)));
        String told = reason.sentence();
        return new Standing(
                new Cause(
                        reason.code(),
                        (told.endsWith(".") ? told : told + ".")
                                + " "
                                + WaitText.sentence(doing.toString()),
                        reason.evidence(),
                        since),
                Wait.of(
                        state.leftover()
                                .map(
                                        old ->
                                                "the provider to say that nothing is left of cluster "
                                                        + old.cluster())
                                .orElse("the last cluster to be gone")));
    }
}
