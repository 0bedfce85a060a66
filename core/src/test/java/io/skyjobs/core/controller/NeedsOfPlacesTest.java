package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.optimizer.Need;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.core.spec.TaskSpec.FileMount.Mode;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a task's files ask of a place. */
class NeedsOfPlacesTest {
    private static Set<Need> needs(FileMount... mounts) {
        TaskSpec task =
                new TaskSpec(
                        "train",
                        Optional.empty(),
                        1,
                        PlacementCase.EITHER,
                        PlacementCase.EAGER,
                        new TreeMap<>(),
                        new TreeSet<>(),
                        Optional.empty(),
                        Optional.of("run"),
                        List.of(mounts),
                        Optional.empty(),
                        List.of(),
                        new TreeMap<>(),
                        false,
                        new TreeMap<>());
        OfferBook.Market market =
                new OfferBook.Market(
                        Instant.EPOCH, List.of(), List.of(), Map.of(), Map.of(), Map.of());
        return OfferPlacement.request(task, market).needs();
    }

    private static FileMount storage(String address, Mode mode) {
        return new FileMount.Storage(
                "~/ckpt",
                Optional.of("ckpt"),
                List.of(),
                Optional.empty(),
                mode,
                true,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                StoreUri.parse(address));
    }

    @Test
    void aBucketThatIsMountedNeedsFuseAndACopyDoesNot() {
        assertThat(needs(storage("s3://ckpt", Mode.MOUNT))).containsExactly(Need.FUSE);
        assertThat(needs(storage("gs://ckpt/a", Mode.MOUNT_CACHED))).containsExactly(Need.FUSE);
        assertThat(needs(storage("s3://ckpt", Mode.COPY))).isEmpty();
        assertThat(needs(new FileMount.Uri("~/in", "s3://data/in"))).isEmpty();
    }

    @Test
    void aBucketOfThisMachineNeedsNodesThatSeeItsDisk() {
        for (Mode mode : Mode.values()) {
            assertThat(needs(storage("file://ckpt", mode))).containsExactly(Need.SERVER_DISK);
        }
        assertThat(needs(new FileMount.Uri("~/in", "file://data/in")))
                .containsExactly(Need.SERVER_DISK);
    }

    @Test
    void allThatAnyMountNeedsIsAsked() {
        assertThat(
                        needs(
                                new FileMount.LocalPath("/data", "/home/ann/data"),
                                storage("file://ckpt", Mode.MOUNT),
                                storage("s3://ckpt", Mode.MOUNT)))
                .containsExactlyInAnyOrder(Need.PRIVATE_FILES, Need.SERVER_DISK, Need.FUSE);
    }
}
