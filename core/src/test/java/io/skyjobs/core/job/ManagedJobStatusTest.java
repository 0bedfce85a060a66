package io.skyjobs.core.job;

import static io.skyjobs.core.job.ManagedJobStatus.CANCELLED;
import static io.skyjobs.core.job.ManagedJobStatus.CANCELLING;
import static io.skyjobs.core.job.ManagedJobStatus.FAILED;
import static io.skyjobs.core.job.ManagedJobStatus.FAILED_SETUP;
import static io.skyjobs.core.job.ManagedJobStatus.PENDING;
import static io.skyjobs.core.job.ManagedJobStatus.RECOVERING;
import static io.skyjobs.core.job.ManagedJobStatus.RUNNING;
import static io.skyjobs.core.job.ManagedJobStatus.SUCCEEDED;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class ManagedJobStatusTest {
    @Test
    void aJobIsWhatItsLiveliestTaskIs() {
        assertThat(ManagedJobStatus.ofTasks(List.of(SUCCEEDED, RUNNING, PENDING)))
                .isEqualTo(RUNNING);
        assertThat(ManagedJobStatus.ofTasks(List.of(RECOVERING, PENDING))).isEqualTo(RECOVERING);
        assertThat(ManagedJobStatus.ofTasks(List.of(SUCCEEDED, PENDING))).isEqualTo(PENDING);
        assertThat(ManagedJobStatus.ofTasks(List.of(CANCELLING, RUNNING))).isEqualTo(CANCELLING);
    }

    @Test
    void anEndedJobIsItsFirstFailureElseCancelledElseSucceeded() {
        assertThat(ManagedJobStatus.ofTasks(List.of(SUCCEEDED, FAILED_SETUP, CANCELLED)))
                .isEqualTo(FAILED_SETUP);
        assertThat(ManagedJobStatus.ofTasks(List.of(CANCELLED, FAILED))).isEqualTo(FAILED);
        assertThat(ManagedJobStatus.ofTasks(List.of(SUCCEEDED, CANCELLED))).isEqualTo(CANCELLED);
        assertThat(ManagedJobStatus.ofTasks(List.of(SUCCEEDED, SUCCEEDED))).isEqualTo(SUCCEEDED);
    }
}
