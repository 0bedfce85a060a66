package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.client.auth.pubkey.PublicKeyIdentity;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One try to reach a host, as it is known to everything that takes part in it; the SSH session
 * carries it from its first byte on.
 */
final class SshAttempt {
    /** Where a session has its attempt. */
    static final AttributeKey<SshAttempt> KEY = new AttributeKey<>();

    private final SshRoute route;
    private final SshIdentities identities;
    private final Optional<SshPipe> pipe;
    private final CompletableFuture<Boolean> keyed = new CompletableFuture<>();
    private final AtomicReference<Optional<SshTrouble>> trouble =
            new AtomicReference<>(Optional.empty());

    SshAttempt(SshRoute route, SshIdentities identities, Optional<SshPipe> pipe) {
        this.route = route;
        this.identities = identities;
        this.pipe = pipe;
    }

    SshRoute route() {
        return route;
    }

    /** What we offer, in order. */
    List<PublicKeyIdentity> offers() {
        return identities.offers();
    }

    /** What is worth a word when nothing of it was taken. */
    SshIdentities identities() {
        return identities;
    }

    /** What carries the bytes, where it is not a TCP connection of our own. */
    Optional<SshPipe> pipe() {
        return pipe;
    }

    /** Done when the host has proved its key; false when the session ended before. */
    CompletableFuture<Boolean> keyed() {
        return keyed;
    }

    /** Notes why it fails; the first word counts. */
    void fails(SshTrouble why) {
        trouble.compareAndSet(Optional.empty(), Optional.of(why));
    }

    /** Why it failed, as far as somebody said. */
    Optional<SshTrouble> trouble() {
        return trouble.get();
    }
}
