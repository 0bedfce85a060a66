package io.skyjobs.providers.ssh;

import io.skyjobs.testkit.ComputeProviderContract;
import io.skyjobs.testkit.ProviderUnderTest;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What every provider does, on real OpenSSH servers. */
@Tag("peer")
final class LabPoolContractTest extends ComputeProviderContract {
    @TempDir Path root;

    @Override
    protected ProviderUnderTest open() throws IOException {
        return new LabPool(root, Duration.ofMinutes(30), 5, 6, 7, 8);
    }
}
