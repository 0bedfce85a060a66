package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.Claim;
import io.skyjobs.providers.channel.host.HostFacts;
import io.skyjobs.providers.channel.host.HostRoom;
import io.skyjobs.providers.ssh.pack.Demand;
import io.skyjobs.providers.ssh.pack.HostStock;
import io.skyjobs.providers.ssh.pack.Packing;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.providers.ssh.pool.HostPool;
import io.skyjobs.providers.ssh.pool.PoolFile.Reading;
import io.skyjobs.providers.ssh.pool.PoolHost;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ProvisionException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds hosts with room, by what they say now and by what is written down and not claimed there
 * yet. Safe for use from many threads.
 */
final class Placing {
    private final ClusterBook book;
    private final Hosts hosts;
    private final Fan fan;
    private final PoolLimits limits;
    private final ReentrantLock reserving = new ReentrantLock();

    Placing(ClusterBook book, Hosts hosts, Fan fan, PoolLimits limits) {
        this.book = book;
        this.hosts = hosts;
        this.fan = fan;
        this.limits = limits;
    }

    /**
     * What is looked for.
     *
     * @param nodes how many places, each on another host
     * @param all how many nodes the cluster has, with those that have a place
     * @param avoided hosts that will not do
     * @param troubles what hosts said that were asked already
     */
    record Order(
            String pool,
            Demand demand,
            int nodes,
            int all,
            Set<HostId> avoided,
            List<String> troubles) {}

    /** Writes places down; nobody else looks for any meanwhile. */
    interface Taking {
        void take(List<Packing.Spot> spots) throws ProvisionException, IOException;
    }

    /** What may be claimed of a host in all. */
    HostRoom room(String pool, HeldHost host) {
        return hosts.pools().stream()
                .filter(it -> it.name().equals(pool))
                .flatMap(it -> it.hosts().stream())
                .filter(it -> it.id().equals(host.id()))
                .findFirst()
                .flatMap(it -> host.known().map(facts -> HostStock.of(it, facts, List.of()).room()))
                .orElse(new HostRoom(0, 0, Map.of()));
    }

    /** Finds places and has them written down, or says what stands in the way. */
    void place(Order order, Taking taking) throws ProvisionException, IOException {
        var pool = pool(order.pool());
        // A host that is known to be silent would only hold up those that answer.
        if (place(pool, order, taking, false) || place(pool, order, taking, true)) {
            return;
        }
        throw none(pool, order);
    }

    private boolean place(HostPool pool, Order order, Taking taking, boolean silentToo)
            throws ProvisionException, IOException {
        var asked =
                pool.hosts().stream()
                        .filter(host -> !order.avoided().contains(host.id()))
                        .filter(host -> silentToo || silence(host).isEmpty())
                        .toList();
        var replies = fan.ask(asked, this::facts, limits.look());
        reserving.lock();
        try {
            var stocks = new ArrayList<HostStock>();
            for (var reply : replies.entrySet()) {
                switch (reply.getValue()) {
                    case Reply.Answer<HostFacts>(HostFacts facts) ->
                            stocks.add(stock(reply.getKey(), facts));
                    case Reply.Missing<HostFacts>(String sentence) ->
                            hosts.find(reply.getKey().id()).ifPresent(it -> it.late(sentence));
                }
            }
            var spots = Packing.choose(stocks, order.demand(), order.nodes());
            if (spots.isPresent()) {
                taking.take(spots.get());
            }
            return spots.isPresent();
        } finally {
            reserving.unlock();
        }
    }

    private Optional<Silence> silence(PoolHost host) {
        return hosts.find(host.id()).flatMap(HeldHost::silence);
    }

    private HostFacts facts(PoolHost host) throws ChannelException {
        return hosts.find(host.id())
                .orElseThrow(() -> new IllegalStateException("nobody holds " + host.id()))
                .facts(limits.fresh());
    }

    /** A host with what is claimed there and what is about to be. */
    HostStock stock(PoolHost host, HostFacts facts) throws IOException {
        return HostStock.of(host, facts, claims(host.id(), facts.claims()));
    }

    private Collection<Claim> claims(HostId host, List<Claim> told) throws IOException {
        var all = new LinkedHashMap<String, Claim>();
        for (var entry : book.all()) {
            for (var slot : entry.slots()) {
                if (slot.isThere() && slot.host().equals(host)) {
                    var claim = entry.claim(slot);
                    all.put(claim.cluster() + "." + claim.rank(), claim);
                }
            }
        }
        told.forEach(claim -> all.put(claim.cluster() + "." + claim.rank(), claim));
        return all.values();
    }

    private HostPool pool(String name) throws ProvisionException {
        return switch (hosts.reading()) {
            case Reading.None none -> throw SshErrors.noPool(none.sentence());
            case Reading.Wrong wrong -> throw SshErrors.wrongFile(wrong.sentence());
            case Reading.Pools pools -> {
                for (var pool : pools.pools()) {
                    if (pool.name().equals(name)) {
                        hosts.of(pool);
                        yield pool;
                    }
                }
                throw SshErrors.noPool(
                        "There is no pool '" + name + "' in the file of SSH node pools any more.");
            }
        };
    }

    private ProvisionException none(HostPool pool, Order order) throws IOException {
        var known = new ArrayList<HostStock>();
        var free = new ArrayList<String>(order.troubles());
        var silent = 0;
        for (var host : pool.hosts()) {
            var held = hosts.find(host.id());
            var facts = held.flatMap(HeldHost::known);
            var silence = held.flatMap(HeldHost::silence);
            silent += silence.isPresent() ? 1 : 0;
            if (silence.isPresent()) {
                silence.filter(it -> !order.avoided().contains(host.id()))
                        .ifPresent(it -> free.add(host.name() + " " + it));
            }
            if (facts.isPresent()) {
                var stock = stock(host, facts.get());
                known.add(stock);
                if (silence.isEmpty() && !order.demand().isNothing()) {
                    free.add(stock.free(order.demand()));
                }
            }
        }
        var wanted = wanted(order);
        if (known.size() == pool.hosts().size()
                && Packing.couldHold(known, order.demand()) < order.all()) {
            return SshErrors.tooLarge(
                    "Pool "
                            + pool.name()
                            + " can never hold "
                            + wanted
                            + ", each node on a host of its own: of its "
                            + SshWords.count(pool.hosts().size(), "host")
                            + ", "
                            + Packing.couldHold(known, order.demand())
                            + " could hold such a node.");
        }
        var sentence =
                "Pool "
                        + pool.name()
                        + " has no room now for "
                        + wanted
                        + (free.isEmpty() ? "." : ": " + SshWords.some(free) + ".");
        return silent == pool.hosts().size()
                ? SshErrors.unreachable(sentence)
                : SshErrors.full(sentence);
    }

    private static String wanted(Order order) {
        return SshWords.count(order.nodes(), "node")
                + " with "
                + order.demand()
                + (order.nodes() > 1 ? " each" : "");
    }
}
