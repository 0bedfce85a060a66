package io.skyjobs.spi;

/**
 * Makes a provider; found by {@link java.util.ServiceLoader}, so it has a public constructor
 * without parameters and does nothing until it is asked.
 */
public interface ProviderFactory {
    /** The lower-case name of the provider that it makes, such as {@code local}. */
    String name();

    /**
     * Makes the provider. Must not call out: whether it can be used is for {@link
     * ComputeProvider#readiness} to say.
     *
     * @throws IllegalArgumentException when a setting cannot be used; its message is one sentence
     *     that names the setting
     */
    ComputeProvider create(ProviderContext context);
}
