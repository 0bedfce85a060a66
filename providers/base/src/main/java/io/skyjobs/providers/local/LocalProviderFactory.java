package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.local.LocalSettings.Capacity;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProviderContext;
import io.skyjobs.spi.ProviderFactory;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes the provider {@code local}. Its settings are {@code cpus} and {@code memory} (what clusters
 * may reserve in all, in CPUs and GiB; this machine's own figures unless given) and {@code
 * confinement} ({@code best}, {@code cgroup}, {@code namespace} or {@code scan}).
 */
public final class LocalProviderFactory implements ProviderFactory {
    private static final Set<String> SETTINGS = Set.of("cpus", "memory", "confinement");

    /** For the service loader. */
    public LocalProviderFactory() {}

    @Override
    public String name() {
        return LocalProvider.NAME;
    }

    @Override
    public List<ComputeProvider> create(ProviderContext context) {
        var given = context.settings();
        context.mustKnow(LocalProvider.NAME, SETTINGS);
        var standard = LocalSettings.standard(context.stateDirectory(), context.clock());
        return List.of(
                new LocalProvider(
                        standard.withMachine(
                                        new Capacity(
                                                number(given, "cpus", standard.machine().cpus()),
                                                number(
                                                        given,
                                                        "memory",
                                                        standard.machine().memoryGib())))
                                .withConfinement(confinement(given))));
    }

    private static double number(Map<String, String> given, String key, double otherwise) {
        var text = given.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            var value = Double.parseDouble(text.strip());
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // The sentence below is the answer to that too.
        }
        throw new IllegalArgumentException(
                "'local." + key + "' must be a positive number, got '" + text + "'.");
    }

    private static ConfinementChoice confinement(Map<String, String> given) {
        var text = given.getOrDefault("confinement", "best").strip().toUpperCase(Locale.ROOT);
        try {
            return ConfinementChoice.valueOf(text);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "'local.confinement' must be best, cgroup, namespace or scan, got '"
                            + given.get("confinement")
                            + "'.",
                    unknown);
        }
    }
}
