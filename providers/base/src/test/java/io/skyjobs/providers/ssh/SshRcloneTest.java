package io.skyjobs.providers.ssh;

import io.skyjobs.testkit.NodeBucketContract;
import io.skyjobs.testkit.ProviderUnderTest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.util.Optional;

/** Buckets by rclone and FUSE on hosts over SSH. */
@Tag("peer")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshRcloneTest extends NodeBucketContract {
    @Override
    protected boolean byRclone() {
        return true;
    }

    private Optional<SshMachines> machines = Optional.empty();

    @BeforeAll
    void start() throws IOException {
        machines = Optional.of(new SshMachines(4));
    }

    @AfterAll
    void stop() throws Exception {
        machines.orElseThrow().close();
    }

    @Override
    protected ProviderUnderTest open() throws Exception {
        return new SshUnderTest(machines.orElseThrow());
    }
}
