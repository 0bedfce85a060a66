package io.skyjobs.providers.sim;

import io.skyjobs.testkit.NodeBucketContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** Buckets on real simulated machines. */
class RealBucketTest extends NodeBucketContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        return new RealUnderTest();
    }
}
