package io.skyjobs.providers.local;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.testkit.NodeFilesContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** Files on nodes of this machine with confinement NAMESPACE, where this machine allows it. */
class LocalNamespaceFilesTest extends NodeFilesContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        assumeThat(Allowed.confinement(ConfinementChoice.NAMESPACE)).isTrue();
        return new LocalUnderTest(ConfinementChoice.NAMESPACE);
    }
}
