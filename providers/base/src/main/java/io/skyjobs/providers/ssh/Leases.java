package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.NodeHost.Leased;
import io.skyjobs.providers.ssh.ClusterEntry.Stage;
import io.skyjobs.providers.ssh.Slot.State;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ProvisionException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/** The renewal of leases, one question per host. */
final class Leases {
    private final Parts parts;

    Leases(Parts parts) {
        this.parts = parts;
    }

    /** Renews all that can be renewed, and then says which hosts did not answer. */
    void renew(Collection<ClusterName> names, Duration lease)
            throws ProvisionException, IOException {
        var due = new LinkedHashMap<HeldHost, List<Leased>>();
        for (var name : names) {
            var entry = parts.book().find(name).filter(it -> it.stage() != Stage.REMOVING);
            for (var slot : entry.map(ClusterEntry::slots).orElse(List.of())) {
                if (slot.state() == State.MADE) {
                    parts.hosts()
                            .find(slot.host())
                            .ifPresent(
                                    host ->
                                            due.computeIfAbsent(host, key -> new ArrayList<>())
                                                    .add(new Leased(name, slot.rank())));
                }
            }
        }
        var replies =
                parts.fan()
                        .ask(
                                due.entrySet(),
                                work ->
                                        work.getKey()
                                                .ask(
                                                        nodes -> {
                                                            nodes.renew(work.getValue(), lease);
                                                            return work.getKey().id();
                                                        }),
                                parts.limits().step());
        var missing = new ArrayList<String>();
        replies.forEach(
                (work, reply) -> {
                    if (reply instanceof Reply.Missing<?>(String sentence)) {
                        work.getKey().late(sentence);
                        missing.add(work.getKey().id() + ": " + SshWords.bare(sentence));
                    }
                });
        if (!missing.isEmpty()) {
            throw SshErrors.silent(
                    "Some hosts could not be asked: " + SshWords.some(missing) + ".");
        }
    }
}
