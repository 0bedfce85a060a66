package io.skyjobs.providers.local;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.testkit.NodeWarningContract;
import io.skyjobs.testkit.ProviderUnderTest;

/** The provider's contract with confinement NAMESPACE, where this machine allows it. */
class LocalNamespaceWarningTest extends NodeWarningContract {
    @Override
    protected ProviderUnderTest open() throws Exception {
        assumeThat(Allowed.confinement(ConfinementChoice.NAMESPACE)).isTrue();
        return new LocalUnderTest(ConfinementChoice.NAMESPACE);
    }
}
