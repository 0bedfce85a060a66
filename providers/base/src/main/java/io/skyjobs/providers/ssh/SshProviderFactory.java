package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.ssh.SshFiles;
import io.skyjobs.providers.ssh.pool.PoolFile;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.ProviderContext;
import io.skyjobs.spi.ProviderFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes the provider {@code ssh}. Its settings are {@code pool_file} (the file of pools), {@code
 * known_hosts} (our own file of host keys, pinned at first contact) and {@code unreachable_limit}
 * (how long a host may be silent before its nodes are given up, such as {@code 30m}).
 */
public final class SshProviderFactory implements ProviderFactory {
    private static final String POOL_FILE = "pool_file";
    private static final String KNOWN_HOSTS = "known_hosts";
    private static final String LIMIT = "unreachable_limit";
    private static final Set<String> SETTINGS = Set.of(POOL_FILE, KNOWN_HOSTS, LIMIT);

    private static final Pattern PART = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));

    /** For the service loader. */
    public SshProviderFactory() {}

    @Override
    public String name() {
        return SshProvider.NAME;
    }

    @Override
    public List<ComputeProvider> create(ProviderContext context) {
        var given = context.settings();
        context.mustKnow(SshProvider.NAME, SETTINGS);
        var limits =
                PoolLimits.STANDARD.withUnreachable(
                        Optional.ofNullable(given.get(LIMIT))
                                .map(SshProviderFactory::limit)
                                .orElse(PoolLimits.STANDARD.unreachable()));
        var state = context.stateDirectory();
        var home = home();
        var pools =
                new PoolFile(file(given, POOL_FILE, state.resolve("ssh_node_pools.yaml")), home);
        var pinned = file(given, KNOWN_HOSTS, state.resolve("known_hosts"));
        var times = new Times(context.clock(), System::nanoTime);
        return List.of(
                new SshProvider(
                        ground(state, pools, SshFiles.of(home, pinned, System.getenv())),
                        times,
                        limits));
    }

    /** Everything that the provider stands on, over real connections. Calls nobody. */
    static SshProvider.Ground ground(Path state, PoolFile pools, SshFiles files) {
        var ways = new SshWays(files);
        return new SshProvider.Ground(state, pools, ways, ways);
    }

    private static Path file(Map<String, String> given, String key, Path otherwise) {
        var text = given.getOrDefault(key, "").strip();
        if (text.isEmpty()) {
            return otherwise;
        }
        var path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException(
                    "'ssh." + key + "' must be an absolute path, got '" + text + "'.");
        }
        return path;
    }

    /** {@code 1800s}, {@code 30m}, {@code 1h30m}; more than nothing. */
    private static Duration limit(String text) {
        var matcher = PART.matcher(text.strip());
        var end = 0;
        var length = Duration.ZERO;
        while (matcher.find() && matcher.start() == end) {
            var unit = UNITS.getOrDefault(matcher.group(2), Duration.ZERO);
            length = length.plus(unit.multipliedBy(Long.parseLong(matcher.group(1))));
            end = matcher.end();
        }
        if (end == 0 || end < text.strip().length() || length.isZero()) {
            throw new IllegalArgumentException(
                    "'ssh." + LIMIT + "' must be a time such as 30m or 1h30m, got '" + text + "'.");
        }
        return length;
    }

    /** The environment is asked first: a JVM's idea of the home cannot be changed by a user. */
    private static Path home() {
        var told = System.getenv().getOrDefault("HOME", "");
        return Path.of(told.isBlank() ? System.getProperty("user.home") : told);
    }
}
