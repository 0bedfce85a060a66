package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.auth.pubkey.PublicKeyIdentity;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;

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
    private final AtomicReference<SshIdentities> identities;
    private final Optional<SshPipe> pipe;
    private final CompletableFuture<Boolean> keyed = new CompletableFuture<>();
    private final AtomicReference<Optional<String>> said = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<SshTrouble>> trouble =
            new AtomicReference<>(Optional.empty());

    SshAttempt(SshRoute route, SshIdentities identities, Optional<SshPipe> pipe) {
        this.route = route;
        this.identities = new AtomicReference<>(identities);
        this.pipe = pipe;
    }

    /** The attempt that made a session. */
    static Optional<SshAttempt> of(ClientSession session) {
        return Optional.ofNullable(session.getConnectionContext())
                .flatMap(context -> Optional.ofNullable(context.getAttribute(KEY)));
    }

    SshRoute route() {
        return route;
    }

    /** What we offer, in order. */
    List<PublicKeyIdentity> offers() {
        return identities.get().offers();
    }

    /** What is worth a word when nothing of it was taken. */
    SshIdentities identities() {
        return identities.get();
    }

    /** Lets go of the keys, which a session does not need once it was let in. */
    void forgetKeys() {
        identities.set(SshIdentities.NONE);
    }

    /** What carries the bytes, where it is not a TCP connection of our own. */
    Optional<SshPipe> pipe() {
        return pipe;
    }

    /** Done when the host has proved its key; false when the session ended before. */
    CompletableFuture<Boolean> keyed() {
        return keyed;
    }

    /** Notes a line that the host said before it said that it speaks SSH; the first counts. */
    void hears(String line) {
        said.compareAndSet(Optional.empty(), Optional.of(line));
    }

    /** Notes that the host speaks SSH, whatever it said before. */
    void hearsVersion() {
        said.set(Optional.empty());
    }

    /** What the host said instead of SSH. */
    Optional<String> said() {
        return said.get();
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
