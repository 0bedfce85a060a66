package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The store of plain objects keeps the contract, and fails when it is told to. */
final class MemoryJobStoreTest extends OutboxContract {
    private final MemoryJobStore.Disk disk = new MemoryJobStore.Disk("abc123");

    @Override
    protected JobStore openStore() {
        return new MemoryJobStore(disk);
    }

    @Test
    void aWriteFailsBeforeOrAfterItTookEffect() {
        Deque<MemoryJobStore.Fault> faults =
                new ArrayDeque<>(List.of(MemoryJobStore.Fault.BEFORE, MemoryJobStore.Fault.AFTER));
        JobStore failing = new MemoryJobStore(disk, faults::remove);

        assertThatThrownBy(() -> failing.write(lease, List.of(SampleJobs.submit("1"))))
                .isInstanceOf(StoreException.class);
        assertThat(failing.live()).isEmpty();
        assertThatThrownBy(() -> failing.write(lease, List.of(SampleJobs.submit("1"))))
                .isInstanceOf(StoreException.class);
        assertThat(failing.live()).hasSize(1);
    }
}
