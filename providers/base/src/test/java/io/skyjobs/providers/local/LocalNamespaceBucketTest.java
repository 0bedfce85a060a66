package io.skyjobs.providers.local;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.testkit.NodeBucketContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** Buckets on nodes of provider {@code local} with confinement NAMESPACE. */
class LocalNamespaceBucketTest extends NodeBucketContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        assumeThat(Allowed.confinement(ConfinementChoice.NAMESPACE)).isTrue();
        return new LocalUnderTest(ConfinementChoice.NAMESPACE);
    }
}
