package io.skyjobs.providers.sim;

import io.skyjobs.testkit.NodeBucketContract;
import io.skyjobs.testkit.ProviderUnderTest;

import org.junit.jupiter.api.Tag;

/** Buckets by rclone and FUSE on real simulated machines. */
@Tag("peer")
class RealRcloneTest extends NodeBucketContract {
    @Override
    protected boolean byRclone() {
        return true;
    }

    @Override
    protected ProviderUnderTest open() throws Exception {
        return new RealUnderTest();
    }
}
