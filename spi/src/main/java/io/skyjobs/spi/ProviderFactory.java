package io.skyjobs.spi;

import java.util.List;

/**
 * Makes providers of one kind; found by {@link java.util.ServiceLoader}, so it has a public
 * constructor without parameters and does nothing until it is asked.
 */
public interface ProviderFactory {
    /** The lower-case name of the kind and of its settings, such as {@code local}. */
    String name();

    /**
     * Makes the providers, each with a name that no other has: one for most kinds, one per cloud
     * for simulated clouds, none where the settings ask for none. Must not call out: whether one
     * can be used is for {@link ComputeProvider#readiness} to say.
     *
     * @throws IllegalArgumentException when a setting cannot be used; its message is one sentence
     *     that names the setting
     */
    List<ComputeProvider> create(ProviderContext context);
}
