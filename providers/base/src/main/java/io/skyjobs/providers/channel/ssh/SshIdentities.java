package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.auth.pubkey.PublicKeyIdentity;

import java.util.List;

/**
 * The keys that one try offers to a host.
 *
 * @param offers in order
 * @param names of the offered keys, for people
 * @param notes on keys that could not be offered, for people, each without a stop
 * @param end lets go of the agent
 */
record SshIdentities(
        List<PublicKeyIdentity> offers, List<String> names, List<String> notes, Runnable end)
        implements AutoCloseable {
    /** No keys. */
    static final SshIdentities NONE = new SshIdentities(List.of(), List.of(), List.of(), () -> {});

    SshIdentities {
        offers = List.copyOf(offers);
        names = List.copyOf(names);
        notes = List.copyOf(notes);
    }

    @Override
    public void close() {
        end.run();
    }
}
