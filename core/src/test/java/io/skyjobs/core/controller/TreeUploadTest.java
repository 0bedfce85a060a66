package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.persistence.SampleJobs;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.store.ObjectStore.Moved;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.FakeObjectStore;
import io.skyjobs.testkit.ManualClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which files of a tree are sent to a store that has objects already. */
class TreeUploadTest {
    private static final Instant EDITED = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir Path folder;

    private final ManualClock clock = new ManualClock(EDITED.minus(Duration.ofDays(2)));
    private final FakeObjectStore store = new FakeObjectStore("s3", clock);
    private final StoreUri bucket = store.bucket("bucket");

    @BeforeEach
    void makeBucket() throws Exception {
        store.create(bucket, Optional.empty());
    }

    private void upload(StoreUri target, boolean staged) throws Exception {
        var files =
                new TaskFiles() {
                    @Override
                    public Held hold(JobSpec job, int task) throws MissingFiles {
                        throw new MissingFiles("not asked for");
                    }

                    @Override
                    public Held hold(JobSpec job, String source) {
                        return new Held() {
                            @Override
                            public List<FileTree> trees() {
                                return List.of(new FileTree(source, Path.of(source), 1, 7));
                            }

                            @Override
                            public void close() {}
                        };
                    }
                };
        var source = target.key().endsWith("conf.yaml") ? "conf.yaml" : "";
        new TreeUpload(files, Runnable::run)
                .upload(
                        new TreeUploads.Order(
                                SampleJobs.spec("job", 1),
                                folder.resolve(source).toString(),
                                staged),
                        store,
                        target,
                        Moved.UNHEARD);
    }

    private void write(String text) throws Exception {
        var file = Files.writeString(folder.resolve("conf.yaml"), text);
        Files.setLastModifiedTime(file, FileTime.from(EDITED));
    }

    private void stored(Duration afterTheEdit, String text) throws Exception {
        clock.advanceTo(EDITED.plus(afterTheEdit));
        store.put(
                bucket.resolve("d/conf.yaml"),
                text.getBytes(StandardCharsets.UTF_8),
                PutCondition.ALWAYS);
    }

    private String seen() throws Exception {
        try (var in = store.get(bucket.resolve("d/conf.yaml"), 0)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The size says nothing where an earlier job may have left another content. */
    @ParameterizedTest
    @ValueSource(strings = {"d", "d/conf.yaml"})
    void anEditedFileOfTheSameSizeIsSent(String target) throws Exception {
        stored(Duration.ofDays(-1), "lr: 0.1");
        write("lr: 0.2");

        upload(bucket.resolve(target), false);

        assertThat(seen()).isEqualTo("lr: 0.2");
    }

    @Test
    void whatIsYoungerThanTheFileIsNotSentAgain() throws Exception {
        stored(Duration.ofDays(1), "lr: 0.1");
        write("lr: 0.2");

        upload(bucket.resolve("d"), false);

        assertThat(seen()).isEqualTo("lr: 0.1");
    }

    @Test
    void whatAnInterruptedUploadOfTheJobLeftIsNotSentAgain() throws Exception {
        stored(Duration.ofDays(-1), "lr: 0.1");
        write("lr: 0.2");

        upload(bucket.resolve("d"), true);

        assertThat(seen()).isEqualTo("lr: 0.1");
    }
}
