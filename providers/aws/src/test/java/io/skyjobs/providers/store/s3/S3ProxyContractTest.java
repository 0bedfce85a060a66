package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.testkit.ObjectStoreContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;

/** The store {@code s3} at an endpoint of its own, against a server that checks signatures. */
@TestInstance(Lifecycle.PER_CLASS)
final class S3ProxyContractTest extends ObjectStoreContract {
    private S3ProxyServer server;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        server = S3ProxyServer.start(data);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @Override
    protected ObjectStore store() {
        return S3Stores.of(S3Kind.S3, directory, server.environment());
    }

    /** The server keeps objects as files. */
    @Override
    protected boolean keysMayBeginOthers() {
        return false;
    }

    /** The server breaks at names that no file can have. */
    @Override
    protected Set<Kind> refusals() {
        return Set.of(Kind.INVALID, Kind.INFRASTRUCTURE);
    }
}
