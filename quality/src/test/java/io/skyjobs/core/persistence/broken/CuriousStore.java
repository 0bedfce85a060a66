package io.skyjobs.core.persistence.broken;

import io.skyjobs.spi.ComputeProvider;

/** Asks a provider, which is not a store's business. */
final class CuriousStore {
    String who(ComputeProvider provider) {
        return provider.name();
    }
}
