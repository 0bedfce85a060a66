package io.skyjobs.core.controller.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.Buckets;
import io.skyjobs.core.controller.ControlPlane.DeleteAnswer;
import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.TreeUploads;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.Staging;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.FakeObjectStore;
import io.skyjobs.testkit.ManualClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is removed after a job that should have removed it, and what never is (P-02, P-31). */
class ReclaimTest {
    private static final StoreUri SHARED = StoreUri.ofBucket("s3", "", "shared");
    private static final StoreUri OWN = StoreUri.ofBucket("s3", "", "skypilot-filemounts-me-1");
    private static final Duration SOON = Duration.ofMinutes(3);

    private final FakeObjectStore store =
            new FakeObjectStore("s3", new ManualClock(java.time.Instant.EPOCH));
    private final AtomicBoolean down = new AtomicBoolean();
    private final Calm calm =
            new Calm(
                    cloud -> cloud,
                    new MemoryLogs(),
                    (clock, placement) -> placement,
                    clock -> book());

    private StoreBook book() {
        store.plant(SHARED.bucket());
        FakeObjectStore seen =
                store.seenBy(
                        (call, uri) -> {
                            if (down.get() && call.startsWith("remove")) {
                                throw new ObjectStoreException(
                                        ObjectStoreException.Kind.INFRASTRUCTURE, "DOWN", "Down.");
                            }
                        },
                        (call, uri) -> {});
        TreeUploads uploads =
                (order, target, at, moved) -> {
                    target.put(at.resolve("f"), new byte[1], PutCondition.ALWAYS);
                    return new TreeUploads.Sent(1, 1);
                };
        return new StoreBook(List.of(seen), uploads, Optional.of(SHARED));
    }

    private static JobSpec spec() {
        return new JobSpec(
                "one",
                List.of(Calm.task("sleep 100000", 1, false)),
                List.of(List.of()),
                0,
                Optional.empty());
    }

    private static JobSpec staged(StoreUri directory, boolean own) {
        return spec().with(new Staging(directory, own, new TreeMap<>(Map.of("/src", "workdir"))));
    }

    private static JobSpec mounting(String bucket, boolean persistent) {
        FileMount.Storage storage = LifeStorage.checkpoints(bucket, persistent);
        JobSpec spec = spec();
        return spec.withTasks(
                spec.tasks().stream().map(it -> it.withFileMounts(List.of(storage))).toList());
    }

    private void over(long job) {
        calm.cancel(job);
        calm.pass(SOON);
        assertThat(calm.controller().job(job).orElseThrow().job().ended()).isTrue();
    }

    private DeleteAnswer reclaim(StoreUri uri) {
        List<DeleteAnswer> said = new ArrayList<>();
        buckets().reclaim(uri, said::add);
        calm.pass(Duration.ofSeconds(1));
        assertThat(said).hasSize(1);
        return said.getFirst();
    }

    private Buckets buckets() {
        return calm.controller().buckets();
    }

    /**
     * A controller that was held back in a call may make a bucket after its successor removed it.
     */
    @Test
    void aBucketOfOneJobThatAppearsAgainIsRemovedByTheSweep() throws Exception {
        over(calm.submit(staged(OWN.resolve("job-1"), true)));
        assertThat(store.keys(OWN.bucket())).isEmpty();
        store.plant(OWN.bucket());
        store.put(OWN.resolve("job-1/workdir/f"), new byte[1], PutCondition.ALWAYS);

        calm.pass(SOON);
        assertThat(store.keys(OWN.bucket())).isEmpty();
    }

    @Test
    void aPlaceInASharedBucketThatAppearsAgainIsEmptiedAndNothingElse() throws Exception {
        over(calm.submit(staged(SHARED.resolve("job-1"), false)));
        assertThat(store.keys(SHARED.bucket()).orElseThrow()).isEmpty();
        for (String key : List.of("job-1/workdir/f", "job-10/workdir/f", "job-1-theirs/f", "f")) {
            store.put(SHARED.resolve(key), new byte[1], PutCondition.ALWAYS);
        }

        calm.pass(SOON);
        assertThat(store.keys(SHARED.bucket()).orElseThrow())
                .containsExactly("f", "job-1-theirs/f", "job-10/workdir/f");
    }

    /** The name is a person's, and so may be the bucket that has it now. */
    @Test
    void aBucketOfAChosenNameThatAppearsAgainIsLeftAlone() {
        over(calm.submit(mounting("chosen", false)));
        assertThat(store.keys("chosen")).isEmpty();
        store.plant("chosen");

        calm.pass(SOON);
        assertThat(store.keys("chosen")).isPresent();
        assertThat(reclaim(StoreUri.ofBucket("s3", "", "chosen")))
                .isInstanceOf(DeleteAnswer.Refused.class);
        assertThat(store.keys("chosen")).isPresent();
    }

    @Test
    void whatIsToStayWhatIsUsedAndWhatIsNotInTheBookIsLeftAlone() {
        over(calm.submit(mounting("kept", true)));
        store.plant("theirs");
        long live = calm.submit(staged(OWN.resolve("job-2"), true));

        assertThat(reclaim(StoreUri.ofBucket("s3", "", "kept")))
                .isInstanceOf(DeleteAnswer.Refused.class);
        assertThat(reclaim(StoreUri.ofBucket("s3", "", "theirs")))
                .isInstanceOf(DeleteAnswer.NotFound.class);
        assertThat(reclaim(SHARED)).isInstanceOf(DeleteAnswer.NotFound.class);
        assertThat(calm.controller().job(live).orElseThrow().job().ended()).isFalse();
        assertThat(reclaim(OWN)).isEqualTo(new DeleteAnswer.InUse(List.of(live)));
        assertThat(store.keys("kept")).isPresent();
        assertThat(store.keys("theirs")).isPresent();
        assertThat(store.keys(OWN.bucket())).isPresent();
    }

    /** Two that remove the same would not know of each other's end. */
    @Test
    void whatItsJobStillRemovesIsLeftToTheJob() {
        long job = calm.submit(staged(OWN.resolve("job-1"), true));
        down.set(true);
        calm.cancel(job);
        calm.pass(SOON);
        assertThat(reclaim(OWN))
                .isEqualTo(new DeleteAnswer.Refused("Job " + job + " removes it itself."));
        assertThat(store.keys(OWN.bucket())).isPresent();

        down.set(false);
        calm.pass(SOON);
        assertThat(store.keys(OWN.bucket())).isEmpty();
    }

    /** Whose files they are can be read where they are. */
    @Test
    void aBucketOfOneJobBearsTheMarkOfItsInstallation() throws Exception {
        calm.submit(staged(OWN.resolve("job-1"), true));
        try (var mark = store.get(OWN.resolve(".skyjobs-installation"), 0)) {
            assertThat(new String(mark.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("calm01");
        }
    }
}
