package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Capabilities;

/**
 * What the optimizer must know of a provider.
 *
 * @param title name for people, such as {@code AWS}
 * @param enabled whether it can be used now; a place of one that cannot is never chosen
 * @param capabilities what its places can do
 */
public record ProviderNote(String title, boolean enabled, Capabilities capabilities) {}
