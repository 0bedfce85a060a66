package io.skyjobs.providers.store.file;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.testkit.FakeObjectStore;
import io.skyjobs.testkit.ManualClock;
import io.skyjobs.testkit.ObjectStoreContract;

import java.time.Instant;

/** The fake that simulations use does what real stores do. */
final class FakeObjectStoreTest extends ObjectStoreContract {
    @Override
    protected ObjectStore store() {
        return new FakeObjectStore("fake", new ManualClock(Instant.EPOCH));
    }
}
