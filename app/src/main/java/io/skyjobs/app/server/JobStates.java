package io.skyjobs.app.server;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What people are told of a task's state. Pure. */
final class JobStates {
    private JobStates() {}

    /** When its outcome was recorded. */
    static Optional<Instant> end(TaskState state) {
        return outcome(state).map(Outcome::at);
    }

    /** Its outcome, once it has one. */
    static Optional<Outcome> outcome(TaskState state) {
        return switch (state) {
            case TaskState.Finishing finishing -> Optional.of(finishing.outcome());
            case TaskState.Ended ended -> Optional.of(ended.outcome());
            case TaskState.Pending pending -> Optional.empty();
            case TaskState.Starting starting -> Optional.empty();
            case TaskState.Running running -> Optional.empty();
            case TaskState.Recovering recovering -> Optional.empty();
        };
    }

    /** How long it really ran, all attempts together. */
    static Duration ran(TaskState state, Instant now) {
        Duration before = state.progress().ran();
        if (state instanceof TaskState.Running running) {
            Optional<Instant> since = running.attempt().times().setup();
            return since.isEmpty() ? before : before.plus(between(since.get(), now));
        }
        return before;
    }

    /** From the first launch to the end, or to now. */
    static Duration total(Optional<Instant> start, Optional<Instant> end, Instant now) {
        return start.map(from -> between(from, end.orElse(now))).orElse(Duration.ZERO);
    }

    /** Where it stands within its status. */
    static String schedule(TaskState state) {
        return switch (state) {
            case TaskState.Pending pending ->
                    pending.waiting().code() == ReasonCode.EARLIER_TASK ? "INACTIVE" : "WAITING";
            case TaskState.Starting starting -> starting.up() ? "STARTING_RUN" : "LAUNCHING";
            case TaskState.Running running -> running.pastSetup() ? "ALIVE" : "SETTING_UP";
            case TaskState.Recovering recovering ->
                    recovering.leftover().isPresent() ? "CLEANING_UP" : "ALIVE_WAITING";
            case TaskState.Finishing finishing -> "CLEANING_UP";
            case TaskState.Ended ended -> "DONE";
        };
    }

    /** What it waits for, or why it ended; empty when there is nothing to say. */
    static Optional<Reason> reason(TaskState state) {
        return switch (state) {
            case TaskState.Pending pending -> Optional.of(pending.waiting());
            case TaskState.Starting starting -> Optional.empty();
            case TaskState.Running running -> Optional.empty();
            case TaskState.Recovering recovering ->
                    Optional.of(
                            recovering.leftover().isPresent()
                                    ? recovering.cause()
                                    : recovering.waiting());
            case TaskState.Finishing finishing ->
                    finishing
                            .cleanup()
                            .trouble()
                            .or(() -> Optional.of(finishing.outcome().reason()));
            case TaskState.Ended ended -> Optional.of(ended.outcome().reason());
        };
    }

    /** The reason as the queue tells it. */
    static String details(TaskState state, Reason reason) {
        boolean scarce = reason.code() == ReasonCode.CAPACITY || reason.code() == ReasonCode.QUOTA;
        if (!scarce || !waitsForLaunch(state)) {
            return reason.sentence();
        }
        boolean plain = reason.sentence().equals(reason.code().sentence());
        return "In backoff, waiting for resources" + (plain ? "" : " - " + reason.sentence());
    }

    /** Whether it has nothing and waits for its next launch. */
    static boolean waitsForLaunch(TaskState state) {
        return state instanceof TaskState.Pending
                || (state instanceof TaskState.Recovering recovering
                        && recovering.leftover().isEmpty());
    }

    /** Whether no byte will be added to the logs of an attempt. */
    static boolean logsComplete(TaskState state, int attempt) {
        Optional<Attempt> live = state.liveAttempt();
        if (live.isEmpty() || live.get().number() != attempt) {
            return live.map(now -> now.number() > attempt).orElse(true);
        }
        return switch (state) {
            case TaskState.Finishing finishing -> finishing.cleanup().logsKept();
            case TaskState.Recovering recovering -> recovering.logsKept();
            case TaskState.Pending pending -> true;
            case TaskState.Ended ended -> true;
            case TaskState.Starting starting -> false;
            case TaskState.Running running -> false;
        };
    }

    /** Whether a success needs no explanation. */
    static boolean isSilent(ManagedJobStatus status, Reason reason) {
        return status == ManagedJobStatus.SUCCEEDED && reason.code() == ReasonCode.SUCCEEDED;
    }

    private static Duration between(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        return length.isNegative() ? Duration.ZERO : length;
    }
}
