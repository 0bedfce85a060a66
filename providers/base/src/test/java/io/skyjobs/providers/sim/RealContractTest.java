package io.skyjobs.providers.sim;

import io.skyjobs.testkit.ComputeProviderContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** Simulated clouds of real processes keep the contract that real providers keep. */
class RealContractTest extends ComputeProviderContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        return new RealUnderTest();
    }
}
