package io.skyjobs.providers.sim;

import io.skyjobs.testkit.NodeFilesContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** Files on simulated machines of real processes. */
class RealFilesTest extends NodeFilesContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        return new RealUnderTest();
    }
}
