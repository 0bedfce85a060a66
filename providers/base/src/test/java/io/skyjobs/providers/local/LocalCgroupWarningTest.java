package io.skyjobs.providers.local;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.testkit.NodeWarningContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** The provider's contract with confinement CGROUP, where this machine allows it. */
class LocalCgroupWarningTest extends NodeWarningContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        assumeThat(Allowed.confinement(ConfinementChoice.CGROUP)).isTrue();
        return new LocalUnderTest(ConfinementChoice.CGROUP);
    }
}
