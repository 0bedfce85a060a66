package io.skyjobs.core.persistence;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.SplittableRandom;

/** SQLite with a file keeps the contract. */
final class SqliteFileStoreTest extends OutboxContract {
    @TempDir private Path directory;

    @Override
    protected JobStore openStore() {
        return JobStores.open(
                new StoreLocation.SqliteFile(directory.resolve("sky.db")),
                SampleJobs.CODEC,
                new SplittableRandom(System.identityHashCode(directory)));
    }
}
