package io.skyjobs.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.core.job.JobStateMachine.IllegalTransition;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold of every state and event, beyond what the generated page shows. */
class JobStateMachineTest {
    @Test
    void anOutcomeIsWrittenOnceWhateverComesAfter() {
        // P-22: cleanup trouble, late reports and cancels never change an outcome.
        for (Map.Entry<String, TaskState> entry : Samples.states().entrySet()) {
            Optional<Outcome> before = outcome(entry.getValue());
            if (before.isEmpty()) {
                continue;
            }
            for (JobEvent event : Samples.events(entry.getValue())) {
                next(entry.getValue(), event)
                        .ifPresent(
                                after ->
                                        assertThat(outcome(after))
                                                .as(entry.getKey() + " after " + event)
                                                .isEqualTo(before));
            }
        }
    }

    @Test
    void aCancelIsPossibleInEveryStateWithoutAnOutcome() {
        // P-05
        for (TaskState state : Samples.states().values()) {
            Optional<TaskState> after =
                    next(state, new JobEvent.CancelRequested(Samples.NOW, "alice"));
            assertThat(after.isPresent()).isEqualTo(outcome(state).isEmpty());
            after.ifPresent(
                    it ->
                            assertThat(outcome(it).map(Outcome::kind))
                                    .contains(Outcome.Kind.CANCELLED));
        }
    }

    @Test
    void aFactAboutAnotherAttemptIsRefusedInEveryState() {
        // P-33
        for (TaskState state : Samples.states().values()) {
            assertThatThrownBy(
                            () ->
                                    JobStateMachine.next(
                                            state,
                                            new JobEvent.RunSucceeded(Samples.NOW, 99, "stale")))
                    .isInstanceOf(IllegalTransition.class);
        }
    }

    @Test
    void attemptNumbersOnlyGrowByOne() {
        TaskState waiting = Samples.state("Recovering (nothing left)");
        assertThatThrownBy(() -> JobStateMachine.next(waiting, Samples.chosen(1)))
                .isInstanceOf(IllegalTransition.class);
        assertThat(JobStateMachine.next(waiting, Samples.chosen(2)).liveAttempt())
                .map(Attempt::number)
                .contains(2);
    }

    @Test
    void nothingStartsWhileSomethingOfTheLastAttemptIsLeft() {
        // P-33: never two attempts at once.
        for (TaskState state : Samples.states().values()) {
            if (state.liveAttempt().isPresent()) {
                assertThat(next(state, Samples.chosen(2))).isEmpty();
            }
        }
    }

    @Test
    void countersAreKeptApart() {
        // P-15
        Progress progress = Progress.NONE;
        for (int i = 0; i < 50; i++) {
            progress = progress.counting(ReasonCode.PREEMPTED);
        }
        progress = progress.counting(ReasonCode.USER_EXIT).counting(ReasonCode.CAPACITY);
        progress = progress.counting(ReasonCode.NODE_LOST);
        assertThat(progress.preemptions()).isEqualTo(50);
        assertThat(progress.userErrors()).isEqualTo(1);
        assertThat(progress.capacity()).isEqualTo(1);
        assertThat(progress.infrastructure()).isEqualTo(1);
    }

    @Test
    void timeThatRanIsSummedOverAttemptsAndRecoveriesAreCounted() {
        TaskState running = Samples.state("Running");
        TaskState failed =
                JobStateMachine.next(
                        running,
                        new JobEvent.AttemptFailed(
                                Samples.NOW.plusSeconds(100),
                                1,
                                Samples.REASON,
                                List.of(),
                                Samples.NOW));
        TaskState cleared =
                JobStateMachine.next(
                        JobStateMachine.next(failed, new JobEvent.LogsKept(Samples.NOW, 1)),
                        Samples.gone());
        TaskState second = JobStateMachine.next(cleared, Samples.chosen(2));
        TaskState up =
                JobStateMachine.next(second, new JobEvent.ClusterUp(Samples.NOW, 2, List.of()));
        TaskState again = JobStateMachine.next(up, new JobEvent.RunStarted(Samples.NOW, 2));
        assertThat(failed.progress().ran()).isEqualTo(Duration.ofSeconds(100));
        assertThat(second.status()).isEqualTo(ManagedJobStatus.RECOVERING);
        assertThat(again.progress().recoveries()).isEqualTo(1);
        assertThat(again.status()).isEqualTo(ManagedJobStatus.RUNNING);
    }

    @Test
    void theNextClusterTakesOverOnlyWhenNothingIsLeftOfTheOldOne() {
        // P-33
        TaskState waiting = Samples.state("Recovering (the next cluster is up)");
        assertThat(next(waiting, new JobEvent.RunStarted(Samples.NOW, 2))).isEmpty();
        TaskState after = JobStateMachine.next(waiting, Samples.gone());
        assertThat(after)
                .isInstanceOfSatisfying(
                        TaskState.Starting.class,
                        starting -> {
                            assertThat(starting.attempt().number()).isEqualTo(2);
                            assertThat(starting.up()).isTrue();
                            assertThat(starting.standby()).isEmpty();
                        });
    }

    @Test
    void noClusterMadeBeforehandIsForgotten() {
        // P-01, P-03: whatever happens, it stays in the state until it serves or is gone.
        for (Map.Entry<String, TaskState> entry : Samples.states().entrySet()) {
            if (entry.getValue().standby().isEmpty()) {
                continue;
            }
            for (JobEvent event : Samples.events(entry.getValue())) {
                if (event instanceof JobEvent.StandbyGone) {
                    continue;
                }
                next(entry.getValue(), event)
                        .ifPresent(
                                after ->
                                        assertThat(hasAttempt(after, 2))
                                                .as(entry.getKey() + " after " + event)
                                                .isTrue());
            }
        }
    }

    private static boolean hasAttempt(TaskState state, int number) {
        return state.liveAttempt().filter(it -> it.number() == number).isPresent()
                || state.standby().filter(it -> it.attempt().number() == number).isPresent();
    }

    @Test
    void survivorsServeTheNextAttemptUnderItsOwnNumberAndNoOtherClusterDoes() {
        // P-42, P-33
        TaskState free = Samples.state("Recovering (survivors to free)");
        assertThat(next(free, Samples.chosen(2))).isEmpty();
        JobEvent same =
                new JobEvent.OfferChosen(Samples.NOW, 2, Samples.CLUSTER, Samples.OFFER, 0, 1);
        assertThat(JobStateMachine.next(free, same).liveAttempt())
                .hasValueSatisfying(
                        it -> {
                            assertThat(it.number()).isEqualTo(2);
                            assertThat(it.cluster()).isEqualTo(Samples.CLUSTER);
                        });
        assertThat(next(Samples.state("Recovering (survivors' logs to keep)"), same)).isEmpty();
        assertThat(next(Samples.state("Recovering (cluster to end)"), same)).isEmpty();
    }

    private static Optional<TaskState> next(TaskState state, JobEvent event) {
        try {
            return Optional.of(JobStateMachine.next(state, event));
        } catch (IllegalTransition illegal) {
            return Optional.empty();
        }
    }

    private static Optional<Outcome> outcome(TaskState state) {
        return switch (state) {
            case TaskState.Finishing finishing -> Optional.of(finishing.outcome());
            case TaskState.Ended ended -> Optional.of(ended.outcome());
            default -> Optional.empty();
        };
    }
}
