package io.skyjobs.providers.sim;

import io.skyjobs.testkit.ComputeProviderContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** Simulated clouds of virtual machines keep the contract that real providers keep. */
class SimContractTest extends ComputeProviderContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        return new VirtualUnderTest();
    }
}
