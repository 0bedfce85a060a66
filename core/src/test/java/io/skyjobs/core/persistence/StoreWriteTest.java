package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What cannot even be asked of a store. */
class StoreWriteTest {
    @Test
    void aTextThatNotEveryDatabaseTakesIsRefusedBeforeItCanFailATransaction() {
        JobStore.JobHeader header = SampleJobs.header("tune", "b\0b", "lab", 1);
        assertThatThrownBy(() -> SampleJobs.submit("a", header, SampleJobs.at(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL");
    }
}
