package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.HostNode;
import io.skyjobs.providers.channel.host.NodeHost;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.spi.ClusterName;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What hosts said of their nodes when they were asked, and which of them said nothing. */
final class Listing {
    private final Map<HostId, HeldHost> hosts = new LinkedHashMap<>();
    private final Map<HostId, Reply<List<HostNode>>> replies = new LinkedHashMap<>();

    private Listing(Map<HeldHost, Reply<List<HostNode>>> replies) {
        replies.forEach(
                (host, reply) -> {
                    hosts.put(host.id(), host);
                    this.replies.put(host.id(), reply);
                });
    }

    /** Asks hosts for all of their nodes, now. */
    static Listing of(Collection<HeldHost> hosts, Fan fan, PoolLimits limits) {
        var replies = fan.ask(hosts, host -> host.ask(NodeHost::nodes), limits::forLook);
        replies.forEach(
                (host, reply) -> {
                    if (reply instanceof Reply.Missing<List<HostNode>>(String sentence)) {
                        host.late(sentence);
                    }
                });
        return new Listing(replies);
    }

    /** What a host said; empty when it said nothing or was not asked. */
    Optional<List<HostNode>> of(HostId host) {
        return switch (replies.get(host)) {
            case Reply.Answer<List<HostNode>>(List<HostNode> nodes) -> Optional.of(nodes);
            case Reply.Missing<List<HostNode>> missing -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /** That a host said nothing, for people. */
    String silence(HostId host) {
        var silence = Optional.ofNullable(hosts.get(host)).flatMap(HeldHost::silence);
        return host + silence.map(it -> " " + it).orElse(" could not be asked");
    }

    /** The hosts that said nothing, for people. */
    List<String> missing() {
        return hosts.keySet().stream()
                .filter(host -> of(host).isEmpty())
                .map(this::silence)
                .toList();
    }

    /** All nodes that hosts said they have. */
    List<Found> found() {
        var found = new ArrayList<Found>();
        hosts.forEach(
                (id, host) ->
                        of(id).ifPresent(
                                        nodes ->
                                                nodes.forEach(
                                                        node -> found.add(new Found(host, node)))));
        return found;
    }

    /** The same by cluster. */
    Map<ClusterName, List<Found>> byCluster() {
        var clusters = new TreeMap<ClusterName, List<Found>>();
        found().forEach(
                        it ->
                                clusters.computeIfAbsent(
                                                it.node().cluster(), key -> new ArrayList<>())
                                        .add(it));
        return clusters;
    }

    /** A node and the host that told of it. */
    record Found(HeldHost host, HostNode node) {}
}
