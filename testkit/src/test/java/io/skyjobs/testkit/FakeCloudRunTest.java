package io.skyjobs.testkit;

/** The fake cloud keeps the contract that real providers keep. */
class FakeCloudRunTest extends NodeRunContract {
    @Override
    protected ProviderUnderTest open() {
        return new FakeCloudUnderTest();
    }
}
