package io.skyjobs.core.spec;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that the command line says on top of a task file; immutable.
 *
 * @param flags flags with one value each; {@code none} resets a field of {@code resources} or the
 *     workdir
 * @param envs {@code --env} laid over {@code --env-file}, values from the caller's environment
 *     filled in
 * @param secrets {@code --secret} laid over {@code --secret-file}, likewise
 * @param ports values of {@code --ports}; they replace the file's
 * @param config values of {@code --config}, each {@code KEY=VALUE}; a later one wins
 */
public record Overrides(
        SortedMap<Flag, String> flags,
        SortedMap<String, String> envs,
        SortedMap<String, String> secrets,
        List<String> ports,
        List<String> config) {
    /** No override at all. */
    public static final Overrides NONE =
            new Overrides(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of(), List.of());

    public Overrides {
        flags = Collections.unmodifiableSortedMap(new TreeMap<>(flags));
        envs = Collections.unmodifiableSortedMap(new TreeMap<>(envs));
        secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
        ports = List.copyOf(ports);
        config = List.copyOf(config);
    }

    /** The value of a flag, where it was given. */
    public Optional<String> value(Flag flag) {
        return Optional.ofNullable(flags.get(flag));
    }

    /** Whether a flag was given. */
    public boolean has(Flag flag) {
        return flags.containsKey(flag);
    }

    /** These overrides with a flag set. */
    public Overrides with(Flag flag, String value) {
        SortedMap<Flag, String> more = new TreeMap<>(flags);
        more.put(flag, value);
        return new Overrides(more, envs, secrets, ports, config);
    }

    /** These overrides with an environment variable set. */
    public Overrides withEnv(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(envs);
        more.put(name, value);
        return new Overrides(flags, more, secrets, ports, config);
    }

    /** These overrides with a secret set. */
    public Overrides withSecret(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(secrets);
        more.put(name, value);
        return new Overrides(flags, envs, more, ports, config);
    }

    /** These overrides with other ports. */
    public Overrides withPorts(List<String> replacement) {
        return new Overrides(flags, envs, secrets, replacement, config);
    }

    /** These overrides with other configuration. */
    public Overrides withConfig(List<String> replacement) {
        return new Overrides(flags, envs, secrets, ports, replacement);
    }

    /** Everything but the values of secrets. */
    @Override
    public String toString() {
        return "Overrides[flags=%s, envs=%s, secrets=%s, ports=%s, config=%s]"
                .formatted(flags, envs, secrets.keySet(), ports, config);
    }
}
