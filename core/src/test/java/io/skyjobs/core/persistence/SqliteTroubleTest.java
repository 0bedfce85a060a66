package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Whatever is wrong with the file, one sentence says so. */
final class SqliteTroubleTest {
    @TempDir private Path directory;
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = directory.resolve("sky.db");
    }

    private JobStore open() {
        return JobStores.open(
                new StoreLocation.SqliteFile(file), SampleJobs.CODEC, new SplittableRandom(1));
    }

    private void assertRefused(String sentence) {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessage(sentence.replace("FILE", file.toString()));
    }

    private void fill(int jobs) {
        try (JobStore store = open()) {
            JobStore.Lease lease =
                    store.acquire("test", Duration.ofHours(1), SampleJobs.START).orElseThrow();
            for (int index = 0; index < jobs; index++) {
                store.write(lease, List.of(SampleJobs.submit("key-" + index)));
            }
            store.release(lease);
        }
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }

    @Test
    void aStoreOfANewerVersionIsRefused() throws SQLException {
        fill(1);
        sql("update schema_version set version = 7");
        assertRefused(
                "The store FILE has version 7, and this version of Skyjobs knows stores up to"
                        + " version 5; install the version that wrote it, or name another store.");
    }

    @Test
    void aStoreOfTheFirstVersionIsCompleted() throws SQLException {
        fill(3);
        for (String later : List.of("outbox", "webhook_key", "webhook_lapse", "bucket")) {
            sql("drop table " + later);
        }
        sql("drop index attempt_lost");
        sql("drop index history_ended");
        sql("alter table attempt drop column lost_at");
        sql("update schema_version set version = 1");

        try (JobStore store = open()) {
            assertThat(store.live()).hasSize(3);
            assertThat(store.losses(SampleJobs.START, 10)).isEmpty();
            assertThat(store.outbox().lines()).isEmpty();
        }
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        Files.writeString(file, "name: train\nrun: echo hello\n".repeat(100));
        assertRefused(
                "The store FILE is not a store: the file holds something else; move it away.");
    }

    @Test
    void aDatabaseOfAnotherProgramIsRefused() throws SQLException {
        sql("create table songs (title text)");
        assertRefused(
                "The store FILE is not a store: it holds tables of another program; name another"
                        + " one.");
    }

    @Test
    void aDirectoryIsRefused() throws IOException {
        Files.createDirectory(file);
        assertRefused("The store cannot be FILE, because that is a directory.");
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        fill(400);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 200, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        assertRefused(
                "The store FILE is damaged; restore it from a backup, or move it away to begin with"
                        + " an empty one.");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefused() throws IOException {
        Files.writeString(file, "a file");
        Path below = file.resolve("sky.db");
        assertThatThrownBy(
                        () ->
                                JobStores.open(
                                        new StoreLocation.SqliteFile(below),
                                        SampleJobs.CODEC,
                                        new SplittableRandom(1)))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        "The store "
                                + below
                                + " cannot be made; check that its directory may be written by this"
                                + " user and that its disk is not full.");
    }

    @Test
    void aFullDiskIsSaidAndWhatWasAcknowledgedIsKept() {
        fill(3);
        StoreLocation.SqliteFile location = new StoreLocation.SqliteFile(file);
        try (JobStore store =
                SqlJobStore.open(
                        new Database(
                                SqliteConnector.file(location, List.of("max_page_count = 60"))),
                        file.toString(),
                        SampleJobs.CODEC,
                        new SplittableRandom(1))) {
            JobStore.Lease lease =
                    store.acquire("test", Duration.ofHours(1), SampleJobs.START).orElseThrow();
            assertThatThrownBy(
                            () -> {
                                for (int index = 3; index < 1000; index++) {
                                    store.write(lease, List.of(SampleJobs.submit("key-" + index)));
                                }
                            })
                    .isInstanceOf(StoreException.class)
                    .hasMessage(
                            "The store "
                                    + file
                                    + " found no more room on its disk; make some and start again.");
            int kept = store.live().size();
            assertThat(kept).isGreaterThan(3);
            assertThat(store.live().getLast().job().id()).isEqualTo(kept);
        }
    }

    /** Only who is not the superuser is refused anything by the system. */
    @Test
    void readOnlyPlacesAreRefused() throws IOException {
        fill(1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("runs as superuser").isFalse();
        assertRefused("The store FILE may not be read by this user.");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThatThrownBy(this::open).hasMessageContaining("read-only for this user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        file = directory.resolve("other.db");
        assertThatThrownBy(this::open).hasMessageContaining("may be written by this user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void theFileBelongsToItsUserAlone() throws IOException {
        file = directory.resolve("made").resolve("sky.db");
        try (JobStore store = open()) {
            assertThat(store.live()).isEmpty();
            for (Path name : List.of(file, directory.resolve("made/sky.db-wal"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(name)))
                        .as(name.toString())
                        .isEqualTo("rw-------");
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void nothingOfASecretIsLeftInTheFileAfterTheEnd() throws IOException {
        try (JobStore store = open()) {
            JobStore.Lease lease =
                    store.acquire("test", Duration.ofHours(1), SampleJobs.START).orElseThrow();
            WriteResult result =
                    store.write(lease, List.of(SampleJobs.submit("secretive"))).getFirst();
            var ended =
                    SampleJobs.step(
                            ((WriteResult.Submitted) result).job(),
                            0,
                            SampleJobs.failure(io.skyjobs.core.job.ReasonCode.CONFIG));
            store.write(lease, List.of(ended));
        }
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains("secretive").doesNotContain("s3cr3t-of-secretive");
        try (var names = Files.list(directory)) {
            assertThat(names).as("no log is left beside it").containsExactly(file);
        }
    }
}
