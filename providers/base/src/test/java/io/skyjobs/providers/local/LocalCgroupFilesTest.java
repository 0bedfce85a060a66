package io.skyjobs.providers.local;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.testkit.NodeFilesContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** Files on nodes of this machine with confinement CGROUP, where this machine allows it. */
class LocalCgroupFilesTest extends NodeFilesContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        assumeThat(Allowed.confinement(ConfinementChoice.CGROUP)).isTrue();
        return new LocalUnderTest(ConfinementChoice.CGROUP);
    }
}
