package io.skyjobs.providers.ssh;

import io.skyjobs.providers.ssh.ClusterEntry.Stage;
import io.skyjobs.providers.ssh.Slot.State;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ProvisionException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of clusters: a cluster is taken out of the book only when every host of it proved that
 * nothing is left, or was silent for so long that the rest is condemned. The caller holds the
 * cluster's lock.
 */
final class Ending {
    private final Parts parts;

    Ending(Parts parts) {
        this.parts = parts;
    }

    /** Ends a cluster that is written down, as far as its hosts answer now. */
    void of(ClusterEntry found) throws IOException {
        var entry = found.at(Stage.REMOVING);
        if (found.stage() != Stage.REMOVING) {
            parts.book().replace(entry);
        }
        var due = entry.slots().stream().filter(Slot::isThere).toList();
        var replies = parts.fan().ask(due, slot -> end(found.name(), slot), parts.limits().step());
        for (var reply : replies.entrySet()) {
            var slot = reply.getKey();
            switch (reply.getValue()) {
                case Reply.Answer<String>(String evidence) ->
                        entry = entry.with(slot.over(State.ENDED, slot.host() + ": " + evidence));
                case Reply.Missing<String>(String sentence) -> {
                    var host = parts.hosts().find(slot.host());
                    host.ifPresent(it -> it.late(sentence));
                    // Of a host that nobody knows how to reach no answer will ever come.
                    if (host.map(HeldHost::isLost).orElse(true)) {
                        entry = entry.with(GivingUp.of(entry, slot, parts));
                    }
                }
            }
        }
        if (entry.slots().stream().noneMatch(Slot::isThere)) {
            parts.book().bury(entry, evidence(entry));
        } else if (!due.isEmpty()) {
            parts.book().replace(entry);
        }
    }

    private String end(ClusterName cluster, Slot slot) throws ChannelException {
        var host =
                parts.hosts()
                        .find(slot.host())
                        .orElseThrow(
                                () ->
                                        new ChannelException(
                                                "nobody knows how to reach " + slot.host()));
        var evidence = host.ask(nodes -> nodes.end(cluster, slot.rank()));
        host.outdate();
        return evidence;
    }

    private static String evidence(ClusterEntry entry) {
        return SshWords.some(
                entry.slots().stream()
                        .map(slot -> "node " + slot.rank() + ": " + slot.evidence())
                        .toList());
    }

    /** Ends whatever hosts that answer have of a cluster of which nothing is written down. */
    void ofUnwritten(ClusterName name) throws ProvisionException, IOException {
        var listing = Listing.of(parts.hosts().all(), parts.fan(), parts.limits());
        var found = listing.byCluster().getOrDefault(name, List.of());
        var replies =
                parts.fan()
                        .ask(
                                found,
                                it -> it.host().ask(nodes -> nodes.end(name, it.node().rank())),
                                parts.limits().step());
        var troubles = new ArrayList<String>();
        replies.forEach(
                (it, reply) -> {
                    it.host().outdate();
                    if (reply instanceof Reply.Missing<String>(String sentence)) {
                        troubles.add(it.host().id() + ": " + SshWords.bare(sentence));
                    }
                });
        if (!troubles.isEmpty()) {
            throw SshErrors.silent(
                    "What is left of "
                            + name
                            + " could not be ended: "
                            + SshWords.some(troubles)
                            + ".");
        }
    }
}
