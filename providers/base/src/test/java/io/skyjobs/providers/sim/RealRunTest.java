package io.skyjobs.providers.sim;

import io.skyjobs.testkit.NodeRunContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** What runs on simulated machines of real processes does what it does elsewhere. */
class RealRunTest extends NodeRunContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        return new RealUnderTest();
    }
}
