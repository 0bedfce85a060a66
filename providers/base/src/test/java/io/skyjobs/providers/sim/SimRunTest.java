package io.skyjobs.providers.sim;

import io.skyjobs.testkit.NodeRunContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** What runs on virtual machines does what it does on real ones. */
class SimRunTest extends NodeRunContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        return new VirtualUnderTest();
    }
}
