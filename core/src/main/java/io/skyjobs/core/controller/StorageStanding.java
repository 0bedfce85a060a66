package io.skyjobs.core.controller;

import io.skyjobs.core.controller.ControlPlane.Cause;
import io.skyjobs.core.controller.ControlPlane.Wait;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.core.job.TaskState;

import java.time.Instant;
import java.util.Optional;

/** How a task stands whose job is held up by what it has in object stores. Pure. */
final class StorageStanding {
    private StorageStanding() {}

    /** Empty where object stores hold nothing up. */
    static Optional<Standing> of(ManagedJob job, TaskState state, Instant since) {
        return switch (job.storage()) {
            case StorageState.Preparing preparing when state instanceof TaskState.Pending ->
                    Optional.of(preparing(preparing, since));
            case StorageState.Removing removing when state instanceof TaskState.Ended ended ->
                    Optional.of(removing(removing, ended, since));
            default -> Optional.empty();
        };
    }

    private static Standing preparing(StorageState.Preparing state, Instant since) {
        Reason waiting = state.waiting();
        return new Standing(
                new Cause(
                        waiting.code(),
                        WaitText.sentence(WaitText.cause(waiting)),
                        waiting.evidence(),
                        since),
                new Wait(
                        "its files and buckets",
                        WaitText.unblockedBy(waiting.code()),
                        0,
                        0,
                        Optional.of(state.notBefore())));
    }

    private static Standing removing(
            StorageState.Removing state, TaskState.Ended ended, Instant since) {
        Reason reason = ended.outcome().reason();
        String told = reason.sentence();
        String trouble =
                state.trouble()
                        .map(it -> ", and that is tried again: " + it.sentence())
                        .orElse(".");
        return new Standing(
                new Cause(
                        reason.code(),
                        (told.endsWith(".") ? told : told + ".")
                                + " Its files and buckets are being removed"
                                + trouble,
                        state.trouble().map(Reason::evidence).orElse(reason.evidence()),
                        since),
                Wait.of("the store to say that they are gone"));
    }
}
