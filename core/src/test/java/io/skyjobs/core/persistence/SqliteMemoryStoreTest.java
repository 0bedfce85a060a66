package io.skyjobs.core.persistence;

import java.util.SplittableRandom;

/** SQLite without a file keeps the contract. */
final class SqliteMemoryStoreTest extends OutboxContract {
    @Override
    protected JobStore openStore() {
        return JobStores.open(
                new StoreLocation.Memory(), SampleJobs.CODEC, new SplittableRandom(1));
    }

    @Override
    protected boolean canBeOpenedTwice() {
        return false;
    }
}
