package io.skyjobs.providers.sim;

import io.skyjobs.testkit.NodeWarningContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** A real simulated machine gives a warned run its whole time (P-30). */
class RealWarningTest extends NodeWarningContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        return new RealUnderTest();
    }
}
