package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.NodeHost;
import io.skyjobs.providers.channel.host.NodeHost.Leased;
import io.skyjobs.providers.channel.host.NodeHost.Made;
import io.skyjobs.providers.ssh.ClusterEntry.Stage;
import io.skyjobs.providers.ssh.Slot.State;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ProvisionException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The making of one cluster, or of what is missing of it. Each place is written down before a host
 * is asked; a host that has no room or does not answer is replaced by another; when there is none,
 * what was claimed is given back. For one thread, which holds the cluster's lock.
 */
final class Making {
    /** A host may be overtaken by another server once; then its neighbours are asked. */
    private static final int TRIES_PER_HOST = 2;

    private final Parts parts;
    private final ClusterSpec spec;
    private final Map<HostId, Integer> tries = new HashMap<>();
    private final List<String> troubles = new ArrayList<>();
    private final Set<Integer> done = new HashSet<>();

    /** Slots whose answer was late; the threads that ask for them may still be on their way. */
    private final Set<Slot> abandoned = ConcurrentHashMap.newKeySet();

    private ClusterEntry entry;
    private boolean written;

    /**
     * @param entry what is to be completed, at {@link Stage#MAKING}
     * @param written whether it is in the book already
     */
    Making(Parts parts, ClusterSpec spec, ClusterEntry entry, boolean written) {
        this.parts = parts;
        this.spec = spec;
        this.entry = entry;
        this.written = written;
    }

    /** Makes all that is missing; what it answers is at {@link Stage#UP}. */
    ClusterEntry run() throws ProvisionException, IOException {
        var survivors = entry.slots().stream().filter(slot -> slot.state() == State.MADE).toList();
        try {
            while (done.size() < spec.nodes()) {
                place();
                var replies = parts.fan().ask(due(), this::make, parts.limits().step());
                for (var reply : replies.entrySet()) {
                    take(reply.getKey(), reply.getValue());
                }
                parts.book().replace(entry);
            }
        } catch (ProvisionException failed) {
            if (failed.reach() != ProvisionException.Reach.PLACE) {
                giveBack(survivors);
            }
            throw failed;
        }
        entry = entry.at(Stage.UP);
        parts.book().replace(entry);
        return entry;
    }

    private List<Slot> due() {
        return entry.slots().stream()
                .filter(slot -> slot.isThere() && !done.contains(slot.rank()))
                .toList();
    }

    /** Finds hosts for nodes that have none. */
    private void place() throws ProvisionException, IOException {
        var homeless =
                IntStream.range(0, spec.nodes())
                        .filter(rank -> entry.slot(rank).filter(Slot::isThere).isEmpty())
                        .boxed()
                        .toList();
        if (homeless.isEmpty()) {
            return;
        }
        var avoided = new HashSet<HostId>();
        entry.slots().stream().filter(Slot::isThere).forEach(slot -> avoided.add(slot.host()));
        tries.forEach(
                (host, count) -> {
                    if (count >= TRIES_PER_HOST) {
                        avoided.add(host);
                    }
                });
        parts.placing()
                .place(
                        new Placing.Order(
                                entry.pool(),
                                entry.demand(),
                                homeless.size(),
                                spec.nodes(),
                                avoided,
                                troubles),
                        spots -> {
                            for (var rank : homeless) {
                                var spot = spots.get(homeless.indexOf(rank));
                                entry =
                                        entry.with(
                                                Slot.planned(
                                                        rank,
                                                        spot.stock().host().id(),
                                                        spot.gpus()));
                            }
                            write();
                        });
    }

    private void write() throws ProvisionException, IOException {
        if (written) {
            parts.book().replace(entry);
            return;
        }
        if (!parts.book().add(entry)) {
            throw ProvisionException.late(spec, "another process makes it at this moment");
        }
        parts.book().forget(spec.name());
        written = true;
    }

    /** What making a node came to, and by which address the others reach it. */
    private record Outcome(Made made, String address) {}

    private Outcome make(Slot slot) throws ChannelException {
        var host = host(slot);
        parts.clearing().must(host);
        if (abandoned.contains(slot)) {
            // Its note is cleared, and nobody would end what is made now.
            throw new ChannelException("the place was given up meanwhile");
        }
        var room = parts.placing().room(entry.pool(), host);
        var made = host.ask(nodes -> nodes.make(entry.claim(slot), room));
        if (made instanceof Made.Done) {
            host.ask(nodes -> renewed(nodes, slot));
        }
        var address =
                host.known()
                        .map(facts -> facts.address())
                        .filter(it -> !it.isBlank())
                        .orElse(host.target().host());
        return new Outcome(made, address);
    }

    /** Until somebody renews the lease for the first time, the node waits for this long. */
    private Leased renewed(NodeHost nodes, Slot slot) throws ChannelException {
        var leased = new Leased(entry.name(), slot.rank());
        nodes.renew(List.of(leased), parts.limits().lease());
        return leased;
    }

    private HeldHost host(Slot slot) throws ChannelException {
        return parts.hosts()
                .find(slot.host())
                .orElseThrow(
                        () ->
                                new ChannelException(
                                        slot.host() + " is not in the pool file any more"));
    }

    private void take(Slot slot, Reply<Outcome> reply) throws ProvisionException, IOException {
        switch (reply) {
            case Reply.Answer<Outcome>(Outcome outcome) -> take(slot, outcome);
            case Reply.Missing<Outcome>(String sentence) -> {
                if (slot.state() == State.MADE) {
                    throw SshErrors.silent(
                            "Node "
                                    + slot.rank()
                                    + " of "
                                    + spec.name()
                                    + " cannot be taken over, because "
                                    + slot.host()
                                    + " does not answer: "
                                    + sentence
                                    + ".");
                }
                var why = "did not answer: " + sentence;
                condemn(slot, why);
                avoid(slot.host(), why);
            }
        }
    }

    private void take(Slot slot, Outcome outcome) throws ProvisionException, IOException {
        switch (outcome.made()) {
            case Made.Done(var node) -> {
                entry = entry.with(slot.made(node.id(), outcome.address()));
                done.add(slot.rank());
            }
            case Made.NoRoom(String sentence) -> {
                entry = entry.with(slot.over(State.ENDED, "there was no room: " + sentence));
                tries.merge(slot.host(), 1, Integer::sum);
                parts.hosts().find(slot.host()).ifPresent(HeldHost::outdate);
            }
            case Made.Refused(String sentence) -> {
                if (slot.state() == State.MADE) {
                    throw ProvisionException.late(spec, slot.host() + " refuses it: " + sentence);
                }
                entry = entry.with(slot.over(State.ENDED, "it was refused: " + sentence));
                avoid(slot.host(), "refuses it: " + sentence);
            }
            case Made.Unfit(String sentence) -> {
                condemn(slot, "cannot have nodes: " + sentence);
                avoid(slot.host(), "cannot have nodes: " + sentence);
            }
        }
    }

    private void avoid(HostId host, String why) {
        tries.put(host, TRIES_PER_HOST);
        troubles.add(host + " " + SshWords.bare(why));
    }

    /** Something of it may have been made. */
    private void condemn(Slot slot, String why) throws IOException {
        abandoned.add(slot);
        parts.book()
                .condemn(
                        new Condemned(
                                slot.host(),
                                entry.name(),
                                slot.rank(),
                                entry.installation(),
                                slot.host() + " " + why));
        entry = entry.with(slot.over(State.LOST, slot.host() + " " + why));
        parts.hosts().find(slot.host()).ifPresent(parts.clearing()::soon);
    }

    /** Ends all nodes that this making claimed. */
    private void giveBack(List<Slot> survivors) throws IOException {
        if (!written) {
            return;
        }
        var ours =
                entry.slots().stream()
                        .filter(Slot::isThere)
                        .filter(
                                slot ->
                                        survivors.stream()
                                                .noneMatch(it -> it.rank() == slot.rank()))
                        .toList();
        var replies = parts.fan().ask(ours, this::end, parts.limits().step());
        for (var reply : replies.entrySet()) {
            switch (reply.getValue()) {
                case Reply.Answer<String>(String evidence) ->
                        entry = entry.with(reply.getKey().over(State.ENDED, evidence));
                case Reply.Missing<String>(String sentence) ->
                        condemn(reply.getKey(), "did not answer: " + sentence);
            }
        }
        if (survivors.isEmpty()) {
            parts.book().remove(entry.name());
        } else {
            parts.book().replace(entry);
        }
    }

    private String end(Slot slot) throws ChannelException {
        var host = host(slot);
        var evidence = host.ask(nodes -> nodes.end(entry.name(), slot.rank()));
        host.outdate();
        return evidence;
    }
}
