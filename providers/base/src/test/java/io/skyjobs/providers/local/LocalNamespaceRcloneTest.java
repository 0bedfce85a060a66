package io.skyjobs.providers.local;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.testkit.NodeBucketContract;
import io.skyjobs.testkit.ProviderUnderTest;

import org.junit.jupiter.api.Tag;

/** Buckets by rclone and FUSE on nodes of provider {@code local} with confinement NAMESPACE. */
@Tag("peer")
class LocalNamespaceRcloneTest extends NodeBucketContract {
    @Override
    protected boolean byRclone() {
        return true;
    }

    @Override
    protected ProviderUnderTest open() throws Exception {
        assumeThat(Allowed.confinement(ConfinementChoice.NAMESPACE)).isTrue();
        return new LocalUnderTest(ConfinementChoice.NAMESPACE);
    }
}
