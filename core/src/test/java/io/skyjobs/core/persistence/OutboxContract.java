package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.Outbox.Entry;
import io.skyjobs.core.persistence.Outbox.Lapse;
import io.skyjobs.core.persistence.Outbox.Line;
import io.skyjobs.core.spec.JobWebhook;
import io.skyjobs.core.webhook.StatusChange;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What every store must do for webhooks (P-50); completes {@link JobQueryContract}. */
public abstract class OutboxContract extends JobQueryContract {
    private static final String OPS = "server/ops";

    private static StatusChange change(ManagedJobStatus after, long seconds) {
        return new StatusChange(
                Optional.of(ManagedJobStatus.PENDING),
                after,
                SampleJobs.at(seconds),
                0,
                3,
                Optional.of(SampleJobs.OFFER),
                Reason.of(ReasonCode.RUNNING, "It runs."));
    }

    /** Submits with webhooks of its own and tells these endpoints. */
    private ManagedJob submit(String key, List<String> endpoints) {
        StoreWrite.Submit plain = SampleJobs.submit(key);
        JobWebhook own =
                new JobWebhook(
                        URI.create("https://hooks.example/x"), "KEY", List.of(), Optional.empty());
        StoreWrite.Submit submit =
                new StoreWrite.Submit(
                        key,
                        plain.header(),
                        plain.spec().withWebhooks(List.of(own)),
                        Map.of("TOKEN", "for nodes", "KEY", "for signing"),
                        SampleJobs.at(1),
                        endpoints);
        return ((WriteResult.Submitted) write(submit)).job();
    }

    private ManagedJob tell(ManagedJob job, List<StoreWrite.Told> told) {
        StoreWrite.Advance advance =
                new StoreWrite.Advance(
                        job.nextVersion(), List.of(), List.of(), List.of(), List.of(), told);
        assertThat(write(advance)).isEqualTo(new WriteResult.Advanced());
        return advance.next();
    }

    @Test
    void messagesWaitInOrderUntilTheyAreDelivered() {
        ManagedJob first = submit("a", List.of(OPS));
        submit("b", List.of(OPS, "job/0"));
        StatusChange runs = change(ManagedJobStatus.RUNNING, 20);
        ManagedJob later =
                tell(
                        first,
                        List.of(
                                new StoreWrite.Told(OPS, runs),
                                new StoreWrite.Told("server/b", runs)));
        Line line = new Line(OPS, 1);

        assertThat(store.outbox().lines())
                .containsExactly(
                        new Line("server/b", 1), line, new Line("job/0", 2), new Line(OPS, 2));
        assertThat(store.outbox().waiting())
                .isEqualTo(Map.of(OPS, 3L, "server/b", 1L, "job/0", 1L));
        Entry oldest = store.outbox().oldest(line).orElseThrow();
        assertThat(oldest.sequence()).isEqualTo(first.version());
        assertThat(oldest.change().before()).isEmpty();
        assertThat(oldest.change().after()).isEqualTo(ManagedJobStatus.PENDING);
        assertThat(oldest.change().at()).isEqualTo(SampleJobs.at(1));

        write(new StoreWrite.Delivered(line, oldest.sequence()));
        assertThat(store.outbox().oldest(line)).contains(new Entry(line, later.version(), runs));
        write(new StoreWrite.Delivered(line, later.version()));
        assertThat(store.outbox().oldest(line)).isEmpty();
        assertThat(store.outbox().lines()).doesNotContain(line).hasSize(3);
    }

    @Test
    void aChangeThatIsRefusedTellsNobody() {
        ManagedJob job = submit("a", List.of());
        tell(job, List.of());
        StoreWrite.Advance stale =
                new StoreWrite.Advance(
                        job.nextVersion(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new StoreWrite.Told(OPS, change(ManagedJobStatus.RUNNING, 9))));
        assertThat(write(stale)).isInstanceOf(WriteResult.Stale.class);
        assertThat(store.outbox().lines()).isEmpty();
    }

    @Test
    void aSubmitThatWasKnownTellsNobodyAgain() {
        submit("a", List.of(OPS));
        submit("a", List.of(OPS));
        assertThat(store.outbox().waiting()).isEqualTo(Map.of(OPS, 1L));
    }

    @Test
    void whatIsTooOldIsGivenUpAndCounted() {
        ManagedJob job = submit("a", List.of(OPS, "job/0", "job/1"));
        tell(job, List.of(new StoreWrite.Told(OPS, change(ManagedJobStatus.RUNNING, 50))));
        write(new StoreWrite.Lapsed(SampleJobs.at(50), SampleJobs.at(99)));
        assertThat(store.outbox().waiting()).isEqualTo(Map.of(OPS, 1L));
        assertThat(store.outbox().lapses())
                .isEqualTo(
                        Map.of(
                                OPS,
                                new Lapse(1, SampleJobs.at(99)),
                                "job/",
                                new Lapse(2, SampleJobs.at(99))));
        write(new StoreWrite.Lapsed(SampleJobs.at(51), SampleJobs.at(100)));
        write(new StoreWrite.Lapsed(SampleJobs.at(52), SampleJobs.at(101)));
        assertThat(store.outbox().lapses()).containsEntry(OPS, new Lapse(2, SampleJobs.at(100)));
        assertThat(store.outbox().lines()).isEmpty();
    }

    /** The nodes are not given them, and they outlive the job for as long as they are needed. */
    @Test
    void keysAreKeptApartUntilTheLastMessageIsSent() {
        assertThat(store.outbox().holdsKeys()).isFalse();
        ManagedJob job = submit("a", List.of("job/0"));
        assertThat(store.outbox().holdsKeys()).isTrue();
        assertThat(store.secrets(1)).isEqualTo(Map.of("TOKEN", "for nodes"));
        assertThat(store.outbox().keys(1)).isEqualTo(Map.of("KEY", "for signing"));
        StoreWrite.KeysUnneeded all = new StoreWrite.KeysUnneeded(OptionalLong.empty());
        StoreWrite.KeysUnneeded ofJob = new StoreWrite.KeysUnneeded(OptionalLong.of(1));

        Line line = new Line("job/0", 1);
        write(new StoreWrite.Delivered(line, job.version()));
        write(all);
        assertThat(store.outbox().keys(1)).as("while it is live").isNotEmpty();

        StoreWrite.Advance end = SampleJobs.step(job, 0, SampleJobs.failure(ReasonCode.CONFIG));
        assertThat(end.next().ended()).isTrue();
        write(
                new StoreWrite.Advance(
                        end.next(),
                        end.events(),
                        end.attempts(),
                        end.clusters(),
                        List.of(),
                        List.of(
                                new StoreWrite.Told(
                                        "job/0", change(ManagedJobStatus.FAILED_PRECHECKS, 9)))));
        write(ofJob);
        assertThat(store.outbox().keys(1)).as("while something waits").isNotEmpty();
        assertThat(store.secrets(1)).isEmpty();

        write(new StoreWrite.Delivered(line, end.next().version()));
        write(new StoreWrite.KeysUnneeded(OptionalLong.of(2)));
        assertThat(store.outbox().keys(1)).as("of another job").isNotEmpty();
        write(ofJob);
        assertThat(store.outbox().keys(1)).isEmpty();
    }
}
