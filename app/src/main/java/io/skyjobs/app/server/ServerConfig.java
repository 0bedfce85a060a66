package io.skyjobs.app.server;

import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.files.FileLimits;
import io.skyjobs.app.server.traces.TraceConfig;
import io.skyjobs.spi.store.StoreUri;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the user configured for the server.
 *
 * @param maxLaunching launches under way at the same time
 * @param maxRunning tasks that have a cluster at the same time
 * @param unreachableLimit how long a node may be silent, with its provider unable to say that it is
 *     there, until it counts as lost
 * @param storeUrl where jobs are stored; empty for the database in the user's home
 * @param port where the server listens; 0 for any that is free
 * @param listen where it listens for other machines
 * @param openToUsers whether jobs of others than its own user may be processes of its account
 * @param files how much may be uploaded, and how long it is kept
 * @param bucket where the files of all jobs lie; empty for a bucket of each job's own
 * @param bucketsOff whether files always go from the server to the nodes
 * @param webhooks who is told of changes of jobs
 * @param traces where launches are traced
 * @param providers settings by provider, key to value as written
 * @param warnings what in it is worth saying, one sentence each
 */
record ServerConfig(
        int maxLaunching,
        int maxRunning,
        Duration unreachableLimit,
        Optional<String> storeUrl,
        int port,
        ListenConfig listen,
        boolean openToUsers,
        FileLimits files,
        Optional<StoreUri> bucket,
        boolean bucketsOff,
        WebhookConfig webhooks,
        TraceConfig traces,
        Map<String, Map<String, String>> providers,
        List<String> warnings) {
    private static final int LAUNCHES_PER_CPU = 4;
    private static final int MOST_RUNNING = 100_000;
    private static final Duration UNREACHABLE_LIMIT = Duration.ofMinutes(30);

    ServerConfig {
        providers = Collections.unmodifiableMap(new TreeMap<>(providers));
        warnings = List.copyOf(warnings);
    }

    /** What applies where nothing is configured. */
    static ServerConfig standard(int cpus) {
        return new ServerConfig(
                LAUNCHES_PER_CPU * cpus,
                MOST_RUNNING,
                UNREACHABLE_LIMIT,
                Optional.empty(),
                Wire.DEFAULT_PORT,
                ListenConfig.LOOPBACK,
                false,
                FileLimits.STANDARD,
                Optional.empty(),
                false,
                WebhookConfig.NONE,
                TraceConfig.NONE,
                Map.of(),
                List.of());
    }

    /** The same with another port. */
    ServerConfig withPort(int other) {
        return with(other, traces, providers, warnings);
    }

    /** The same with launches traced elsewhere. */
    ServerConfig withTraces(TraceConfig other) {
        return with(port, other, providers, warnings);
    }

    /** The same with something to say of it. */
    ServerConfig warning(List<String> sentences) {
        return with(port, traces, providers, sentences);
    }

    /** The same with another setting of a provider. */
    ServerConfig withSetting(String provider, String key, String value) {
        Map<String, String> changed = new TreeMap<>(settings(provider));
        changed.put(key, value);
        Map<String, Map<String, String>> all = new TreeMap<>(providers);
        all.put(provider, changed);
        return with(port, traces, all, warnings);
    }

    /** The same but for what others than the file may say. */
    private ServerConfig with(
            int otherPort,
            TraceConfig otherTraces,
            Map<String, Map<String, String>> otherProviders,
            List<String> otherWarnings) {
        return new ServerConfig(
                maxLaunching,
                maxRunning,
                unreachableLimit,
                storeUrl,
                otherPort,
                listen,
                openToUsers,
                files,
                bucket,
                bucketsOff,
                webhooks,
                otherTraces,
                otherProviders,
                otherWarnings);
    }

    /** Settings of one provider. */
    Map<String, String> settings(String provider) {
        return providers.getOrDefault(provider, Map.of());
    }
}
