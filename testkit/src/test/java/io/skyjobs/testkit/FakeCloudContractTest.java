package io.skyjobs.testkit;

/** The fake cloud keeps the contract that real providers keep. */
class FakeCloudContractTest extends ComputeProviderContract {
    @Override
    protected ProviderUnderTest open() {
        return new FakeCloudUnderTest();
    }
}
