package io.skyjobs.app.server;

import io.skyjobs.app.api.SkyHome;

import java.util.List;
import java.util.Map;

/**
 * Settings of provider {@code ssh}, complete and with absolute paths when they are used: what the
 * section {@code ssh} leaves open has its usual place below {@code ~/.sky}, and the silence after
 * which a host counts as lost is that of {@code jobs.unreachable_limit}.
 *
 * @param home a relative path counts from its folder
 */
record SshSetting(SkyHome home) {
    /** Name of the provider and of the section. */
    static final String PROVIDER = "ssh";

    /** Key of the silence after which a host counts as lost: seconds and {@code s}. */
    static final String LIMIT = "unreachable_limit";

    private static final String POOL_FILE = "pool_file";
    private static final String KNOWN_HOSTS = "known_hosts";

    /** All keys, in alphabetical order. */
    static final List<String> KEYS = List.of(KNOWN_HOSTS, POOL_FILE, LIMIT);

    /** The configuration with every setting of the provider. */
    ServerConfig applied(ServerConfig config) {
        Map<String, String> written = config.settings(PROVIDER);
        String limit = written.getOrDefault(LIMIT, config.unreachableLimit().toSeconds() + "s");
        return config.withSetting(
                        PROVIDER, POOL_FILE, path(written, POOL_FILE, "ssh_node_pools.yaml"))
                .withSetting(PROVIDER, KNOWN_HOSTS, path(written, KNOWN_HOSTS, "ssh_known_hosts"))
                .withSetting(PROVIDER, LIMIT, limit);
    }

    private String path(Map<String, String> written, String key, String usual) {
        String text = written.getOrDefault(key, "").strip();
        return home.absolute(text.isEmpty() ? usual : text).toString();
    }
}
