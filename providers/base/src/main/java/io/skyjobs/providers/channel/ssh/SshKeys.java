package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.auth.pubkey.KeyAgentIdentity;
import org.apache.sshd.client.auth.pubkey.KeyPairIdentity;
import org.apache.sshd.client.auth.pubkey.PublicKeyIdentity;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.signature.SignatureFactoriesManager;
import org.apache.sshd.common.util.security.SecurityUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the keys of a user: files in the order that was given, each with the certificates for it,
 * then the agent's. A key with a passphrase is used by way of the agent or not at all: nobody is
 * there to be asked.
 */
final class SshKeys {
    private final Supplier<SignatureFactoriesManager> signatures;
    private final Duration agentLimit;

    /** Keys sign by the library's own algorithms; an agent has a limit to answer. */
    SshKeys(Supplier<SignatureFactoriesManager> signatures, Duration agentLimit) {
        this.signatures = signatures;
        this.agentLimit = agentLimit;
    }

    /** What is collected while reading. */
    private record Draft(
            SshRoute.Keys wanted,
            Optional<SshAgentSocket> agent,
            List<SshAgentSocket.Held> held,
            List<PublicKeyIdentity> offers,
            List<String> names,
            List<String> notes) {
        void offer(PublicKeyIdentity identity, String name) {
            var key = identity.getKeyIdentity().getPublic();
            var known =
                    offers.stream()
                            .anyMatch(
                                    one ->
                                            KeyUtils.compareKeys(
                                                    one.getKeyIdentity().getPublic(), key));
            if (!known) {
                offers.add(identity);
                names.add(name);
            }
        }

        Optional<SshAgentSocket.Held> held(PublicKey key) {
            return held.stream().filter(one -> KeyUtils.compareKeys(one.key(), key)).findFirst();
        }
    }

    /** The keys for a route, with what is to be said of those that cannot be used. */
    SshIdentities read(SshRoute route) {
        var notes = new ArrayList<String>();
        var agent = route.keys().agent().flatMap(socket -> open(socket, notes));
        var held = agent.map(open -> held(open, notes)).orElse(List.of());
        var draft =
                new Draft(route.keys(), agent, held, new ArrayList<>(), new ArrayList<>(), notes);
        route.keys().files().forEach(file -> read(file, draft));
        if (!route.keys().onlyThese()) {
            held.forEach(one -> offerHeld(draft, one));
        }
        return new SshIdentities(
                draft.offers(), draft.names(), notes, () -> agent.ifPresent(SshAgentSocket::close));
    }

    private Optional<SshAgentSocket> open(Path socket, List<String> notes) {
        try {
            return Optional.of(SshAgentSocket.open(socket, agentLimit));
        } catch (IOException failure) {
            notes.add(
                    "the SSH agent at %s does not answer: %s"
                            .formatted(socket, SshTroubles.last(failure)));
            return Optional.empty();
        }
    }

    private static List<SshAgentSocket.Held> held(SshAgentSocket agent, List<String> notes) {
        try {
            return agent.held();
        } catch (IOException failure) {
            notes.add("the SSH agent does not say its keys: " + SshTroubles.last(failure));
            return List.of();
        }
    }

    private static void offerHeld(Draft draft, SshAgentSocket.Held held) {
        draft.agent()
                .ifPresent(
                        agent ->
                                draft.offer(
                                        new KeyAgentIdentity(agent, held.key(), held.comment()),
                                        "agent key " + held.comment()));
    }

    private void read(Path file, Draft draft) {
        if (!Files.exists(file)) {
            publicHalf(file)
                    .flatMap(draft::held)
                    .ifPresentOrElse(
                            held -> offerHeld(draft, held),
                            () -> {
                                if (draft.wanted().named()) {
                                    draft.notes().add("there is no key file " + file);
                                }
                            });
            return;
        }
        var asked = new boolean[1];
        try (var bytes = Files.newInputStream(file)) {
            var pairs =
                    SecurityUtils.loadKeyPairIdentities(
                            null,
                            NamedResource.ofName(file.toString()),
                            bytes,
                            (session, resource, retry) -> {
                                asked[0] = true;
                                return null;
                            });
            if (pairs == null) {
                draft.notes().add(file + " is not a private key");
                return;
            }
            pairs.forEach(pair -> offer(file, pair, draft));
        } catch (IOException | GeneralSecurityException | RuntimeException failure) {
            if (asked[0]) {
                locked(file, draft);
            } else {
                draft.notes()
                        .add("%s cannot be used: %s".formatted(file, SshTroubles.last(failure)));
            }
        }
    }

    private void offer(Path file, KeyPair pair, Draft draft) {
        for (var certificate : certificates(file, pair.getPublic(), draft)) {
            draft.offer(
                    identity(new KeyPair(certificate, pair.getPrivate())),
                    "certificate \"%s\" of %s".formatted(certificate.getId(), file));
        }
        draft.offer(identity(pair), file.toString());
    }

    private PublicKeyIdentity identity(KeyPair pair) {
        var all = signatures.get();
        return new KeyPairIdentity(all, all, pair);
    }

    private static void locked(Path file, Draft draft) {
        var held = publicHalf(file).flatMap(draft::held);
        if (held.isPresent()) {
            offerHeld(draft, held.get());
            return;
        }
        draft.notes()
                .add(
                        draft.held().isEmpty()
                                ? "%s has a passphrase and no SSH agent holds it: add it with ssh-add %s, in the environment of the server"
                                        .formatted(file, file)
                                : "%s has a passphrase: add it with ssh-add %s"
                                        .formatted(file, file));
    }

    private static Optional<PublicKey> publicHalf(Path file) {
        return readPublic(beside(file, ".pub"));
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static List<OpenSshCertificate> certificates(Path file, PublicKey key, Draft draft) {
        var all = new ArrayList<Path>();
        all.add(beside(file, "-cert.pub"));
        all.addAll(draft.wanted().certificates());
        var fitting = new ArrayList<OpenSshCertificate>();
        for (var one : all) {
            if (readPublic(one).orElse(key) instanceof OpenSshCertificate certificate
                    && KeyUtils.compareKeys(certificate.getCertPubKey(), key)) {
                if (!OpenSshCertificate.isValidNow(certificate)) {
                    draft.notes().add("certificate " + one + " is not valid now");
                }
                fitting.add(certificate);
            }
        }
        return fitting;
    }

    private static Optional<PublicKey> readPublic(Path file) {
        try {
            var line = Files.readString(file).strip();
            return Optional.ofNullable(
                    PublicKeyEntry.parsePublicKeyEntry(line)
                            .resolvePublicKey(null, null, PublicKeyEntryResolver.IGNORING));
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            return Optional.empty();
        }
    }
}
