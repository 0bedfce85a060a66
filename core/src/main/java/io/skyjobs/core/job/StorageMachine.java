package io.skyjobs.core.job;

import io.skyjobs.core.job.StorageState.Preparing;
import io.skyjobs.core.job.StorageState.Ready;
import io.skyjobs.core.job.StorageState.Removed;
import io.skyjobs.core.job.StorageState.Removing;

import java.time.Instant;
import java.util.Optional;

/** The one place where the {@link StorageState} of a job changes. Pure. */
public final class StorageMachine {
    private StorageMachine() {}

    /** The state of a job that was just accepted. */
    public static StorageState initial(boolean usesStores, Instant at) {
        return usesStores
                ? new Preparing(Optional.empty(), Reason.of(ReasonCode.PREPARING), at)
                : new StorageState.None();
    }

    /**
     * The state after an event.
     *
     * @throws JobStateMachine.IllegalTransition when the event has no place in the state
     */
    public static StorageState next(StorageState state, JobEvent.OfStorage event) {
        return switch (event) {
            case JobEvent.BucketsPlanned planned
                    when state instanceof Preparing before && before.planned().isEmpty() ->
                    new Preparing(
                            Optional.of(planned.missing()),
                            Reason.of(ReasonCode.PREPARING),
                            planned.at());
            case JobEvent.StorageReady ready when state instanceof Preparing ->
                    new Ready(ready.staged());
            case JobEvent.StorageTroubled troubled when state instanceof Preparing before ->
                    new Preparing(before.planned(), troubled.reason(), troubled.notBefore());
            case JobEvent.StorageTroubled troubled when state instanceof Removing ->
                    new Removing(Optional.of(troubled.reason()));
            case JobEvent.StorageUnneeded unneeded
                    when state instanceof Preparing || state instanceof Ready ->
                    new Removing(Optional.empty());
            case JobEvent.StorageRemoved removed when state instanceof Removing -> new Removed();
            default -> throw new JobStateMachine.IllegalTransition(state, event);
        };
    }
}
