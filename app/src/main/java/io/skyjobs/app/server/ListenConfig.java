package io.skyjobs.app.server;

import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;

/**
 * Where the server listens for other machines, and by which names they may call it. Where it does,
 * it listens on a loopback port as well, without TLS, for the commands of its own user.
 *
 * @param host address to listen on
 * @param hosts names, in lower case, by which clients may call it besides those of the loopback
 * @param tls its certificate and key; empty for plain HTTP
 * @param insecure whether plain HTTP for other machines is wanted, because a proxy ends TLS
 */
record ListenConfig(String host, List<String> hosts, Optional<SSLContext> tls, boolean insecure) {
    /** This machine only. */
    static final ListenConfig LOOPBACK =
            new ListenConfig("127.0.0.1", List.of(), Optional.empty(), false);

    ListenConfig {
        hosts = List.copyOf(hosts);
    }

    /** Where others find it, for people. */
    String shown(int port) {
        String scheme = tls.isPresent() ? "https://" : "http://";
        String name = hosts.isEmpty() ? host : hosts.getFirst();
        return scheme + name + ":" + port + " (listens at " + host + ")";
    }

    /** Whether the commands of this machine need a port of their own. */
    boolean apart() {
        return tls.isPresent() || !LOOPBACK.host().equals(host);
    }
}
