package io.skyjobs.providers.ssh.pool;

import io.skyjobs.providers.channel.ssh.SshTarget;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what is in a pool file; the values of a pool hold for each of its hosts without its own.
 */
final class PoolReader {
    private static final List<String> SHARED =
            List.of(
                    "user",
                    "identity_file",
                    "port",
                    "proxy_jump",
                    "proxy_command",
                    "host_key",
                    "cpus",
                    "memory",
                    "gpus",
                    "password");
    private static final List<String> POOL_KEYS =
            Stream.concat(Stream.of("hosts"), SHARED.stream()).toList();
    private static final List<String> HOST_KEYS =
            Stream.concat(Stream.of("ip"), SHARED.stream()).toList();

    private static final Pattern POOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9:\\[_][A-Za-z0-9._:%\\]-]{0,252}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._$\\\\-]{0,63}");
    private static final Pattern JUMP =
            Pattern.compile("[A-Za-z0-9_\\[][A-Za-z0-9._:%\\[\\]@,$\\\\-]*");
    private static final Pattern KEY =
            Pattern.compile("((?:ssh|ecdsa|sk)-[a-z0-9@.-]+ +[A-Za-z0-9+/=]+)(?: .*)?");
    private static final int MOST_GPUS = 1024;
    private static final int LAST_PORT = 65_535;

    private final Path folder;
    private final Path home;

    /**
     * @param folder what relative paths of the file are relative to
     * @param home what {@code ~} stands for
     */
    PoolReader(Path folder, Path home) {
        this.folder = folder;
        this.home = home;
    }

    List<HostPool> pools(PoolField root) {
        var pools = new ArrayList<HostPool>();
        root.entries().forEach((name, field) -> pools.add(pool(name, field)));
        return pools;
    }

    private HostPool pool(String name, PoolField pool) {
        if (!POOL.matcher(name).matches()) {
            throw pool.complaint(
                    " is not a name for a pool: use letters, digits, dots and dashes.");
        }
        var keys = pool.entries(POOL_KEYS);
        var listed = keys.get("hosts");
        if (listed == null) {
            throw pool.complaint(" must have 'hosts', a list of machines.");
        }
        var shared = new Defaults(keys, Optional.empty());
        // What is wrong with the pool's own values is said even when each host has others.
        target("localhost", shared);
        cap(shared);
        var hosts = new ArrayList<PoolHost>();
        var names = new HashSet<String>();
        for (var item : listed.items()) {
            var host = host(item, keys);
            if (!names.add(host.name())) {
                throw item.complaint(
                        " names '" + host.name() + "', which is in the pool already: keep one.");
            }
            hosts.add(host);
        }
        if (hosts.isEmpty()) {
            throw listed.wrong("a list of at least one machine");
        }
        return new HostPool(name, hosts);
    }

    private PoolHost host(PoolField item, Map<String, PoolField> pool) {
        if (!item.isMapping()) {
            return plain(item, pool);
        }
        var keys = item.entries(HOST_KEYS);
        var ip = keys.get("ip");
        if (ip == null) {
            throw item.complaint(
                    " must have 'ip': an address, or a host name of the SSH configuration.");
        }
        var defaults = new Defaults(pool, Optional.of(keys));
        var name = ip.word(HOST, "an address or a host name");
        return new PoolHost(name, target(name, defaults), cap(defaults));
    }

    /** A host in one word; as everywhere with SSH, it may say the user. */
    private PoolHost plain(PoolField item, Map<String, PoolField> pool) {
        var text = item.text();
        var defaults = new Defaults(pool, Optional.empty());
        var at = text.lastIndexOf('@');
        var host = text.substring(at + 1);
        var user = text.substring(0, Math.max(at, 0));
        if (!HOST.matcher(host).matches() || (at >= 0 && !USER.matcher(user).matches())) {
            throw item.wrong("an address, or a host name of the SSH configuration");
        }
        var target = target(host, defaults);
        return new PoolHost(
                text,
                at < 0
                        ? target
                        : new SshTarget(
                                host,
                                Optional.of(user),
                                target.port(),
                                target.identities(),
                                target.proxyJump(),
                                target.proxyCommand(),
                                target.hostKeys()),
                cap(defaults));
    }

    private SshTarget target(String host, Defaults fields) {
        fields.find("password")
                .ifPresent(
                        field -> {
                            throw field.complaint(
                                    " cannot be used: Skyjobs logs in with keys only. Put a public"
                                            + " key on the host (ssh-copy-id), remove 'password',"
                                            + " and name the key in 'identity_file'.");
                        });
        return new SshTarget(
                host,
                fields.find("user").map(it -> it.word(USER, "a user name")),
                fields.find("port").map(it -> it.whole(1, LAST_PORT)),
                fields.find("identity_file").stream()
                        .flatMap(it -> it.oneOrMore().stream())
                        .map(this::path)
                        .toList(),
                fields.find("proxy_jump").map(it -> it.word(JUMP, "[user@]host[:port]")),
                fields.find("proxy_command").map(PoolField::text),
                fields.find("host_key").stream()
                        .flatMap(it -> it.oneOrMore().stream())
                        .map(PoolReader::key)
                        .toList());
    }

    private Path path(PoolField field) {
        var text = field.text();
        if (text.equals("~") || text.startsWith("~/")) {
            return home.resolve(text.substring(Math.min(2, text.length()))).normalize();
        }
        return folder.resolve(text).normalize();
    }

    private static String key(PoolField field) {
        var matcher = KEY.matcher(field.text());
        if (!matcher.matches()) {
            throw field.wrong("a public host key, such as 'ssh-ed25519 AAAA...'");
        }
        return matcher.group(1).replaceAll(" +", " ");
    }

    private static HostCap cap(Defaults fields) {
        return new HostCap(
                fields.find("cpus").map(PoolField::positive),
                fields.find("memory").map(PoolField::gib),
                fields.find("gpus").map(it -> it.whole(0, MOST_GPUS)));
    }

    /** The fields of a host over those of its pool. */
    private record Defaults(Map<String, PoolField> pool, Optional<Map<String, PoolField>> own) {
        Optional<PoolField> find(String key) {
            return own.flatMap(fields -> Optional.ofNullable(fields.get(key)))
                    .or(() -> Optional.ofNullable(pool.get(key)));
        }
    }
}
