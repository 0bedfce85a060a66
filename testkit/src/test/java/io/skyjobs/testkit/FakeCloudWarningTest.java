package io.skyjobs.testkit;

/** The fake cloud keeps the contract that real providers keep. */
class FakeCloudWarningTest extends NodeWarningContract {
    @Override
    protected ProviderUnderTest open() {
        return new FakeCloudUnderTest();
    }
}
