package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.KnownHosts.Entry;
import io.skyjobs.providers.channel.ssh.KnownHosts.Marker;
import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;

import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;

import java.io.IOException;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a host is the one that it should be. A key that is not known is never taken in
 * silence: it is either written down at first contact or refused.
 */
final class SshHostKeys implements ServerKeyVerifier {
    private final PinnedHosts pinned;

    SshHostKeys(PinnedHosts pinned) {
        this.pinned = pinned;
    }

    /**
     * What is known of a host before it shows its key.
     *
     * @param types of its keys
     * @param authority whether a certificate of it would be believed
     */
    record Known(Set<String> types, boolean authority) {}

    /** What is known of a host. */
    Known knownTypes(SshRoute.Trust trust) {
        var types = new HashSet<String>();
        var authority = false;
        for (var entry : entries(trust)) {
            switch (entry.marker()) {
                case NONE -> types.add(entry.type());
                case AUTHORITY -> authority = true;
                case REVOKED -> {}
            }
        }
        return new Known(Set.copyOf(types), authority);
    }

    /** The type of key that a signature algorithm belongs to. */
    static String typeOf(String algorithm) {
        return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
        var attempt = session.getConnectionContext().getAttribute(SshAttempt.KEY);
        if (attempt == null) {
            return false;
        }
        var refusal = refusal(attempt.route(), key);
        refusal.ifPresent(attempt::fails);
        return refusal.isEmpty();
    }

    private List<Entry> entries(SshRoute.Trust trust) {
        if (!trust.fixed().isEmpty()) {
            return KnownHosts.fixed(trust.fixed());
        }
        var all = new ArrayList<Entry>();
        for (var file : trust.files()) {
            all.addAll(KnownHosts.read(file, trust.name()));
        }
        all.addAll(KnownHosts.read(pinned.file(), trust.name()));
        return all;
    }

    /** Why a host that shows a key is refused. */
    Optional<SshTrouble> refusal(SshRoute route, PublicKey shown) {
        var entries = entries(route.trust());
        var key = shown;
        if (shown instanceof OpenSshCertificate certificate) {
            var authority = encoded(certificate.getCaPubKey());
            if (revoked(entries, authority)) {
                return Optional.of(isRevoked(route, certificate.getCaPubKey()));
            }
            key = certificate.getCertPubKey();
            if (!revoked(entries, encoded(key)) && believed(entries, route, certificate)) {
                return Optional.empty();
            }
        }
        return plain(route, entries, key);
    }

    private static boolean believed(
            List<Entry> entries, SshRoute route, OpenSshCertificate certificate) {
        var authority = encoded(certificate.getCaPubKey());
        var named =
                certificate.getPrincipals().stream()
                        .anyMatch(
                                name ->
                                        name.equals(route.address())
                                                || name.equals(route.trust().name()));
        return named
                && entries.stream()
                        .anyMatch(
                                entry ->
                                        entry.marker() == Marker.AUTHORITY
                                                && entry.key().equals(authority));
    }

    private Optional<SshTrouble> plain(SshRoute route, List<Entry> entries, PublicKey key) {
        var encoded = encoded(key);
        if (revoked(entries, encoded)) {
            return Optional.of(isRevoked(route, key));
        }
        var known = entries.stream().filter(entry -> entry.marker() == Marker.NONE).toList();
        if (known.stream().anyMatch(entry -> entry.key().equals(encoded))) {
            return Optional.empty();
        }
        if (!known.isEmpty()) {
            return Optional.of(changed(route, known, key));
        }
        if (!route.trust().fixed().isEmpty() || !route.trust().pinsFirst()) {
            return Optional.of(unknown(route, key));
        }
        return pin(route, encoded, key);
    }

    private Optional<SshTrouble> pin(SshRoute route, String encoded, PublicKey key) {
        try {
            var before = pinned.pin(route.trust().name(), KeyUtils.getKeyType(key), encoded);
            return before.isEmpty() ? Optional.empty() : Optional.of(changed(route, before, key));
        } catch (IOException failure) {
            return Optional.of(
                    new SshTrouble(
                            Kind.SETTINGS,
                            "%s: its host key cannot be written to %s: %s."
                                    .formatted(
                                            route.title(),
                                            pinned.file(),
                                            SshTroubles.last(failure))));
        }
    }

    private static boolean revoked(List<Entry> entries, String key) {
        return entries.stream()
                .anyMatch(entry -> entry.marker() == Marker.REVOKED && entry.key().equals(key));
    }

    private static SshTrouble isRevoked(SshRoute route, PublicKey key) {
        return new SshTrouble(
                Kind.HOST_KEY,
                "%s shows the host key %s, which is marked as @revoked; it is not connected to."
                        .formatted(route.title(), fingerprint(key)));
    }

    private static SshTrouble unknown(SshRoute route, PublicKey key) {
        return new SshTrouble(
                Kind.HOST_KEY,
                "%s shows the host key %s, which is not known, and new keys are not to be trusted here; connect once by ssh, or add the key."
                        .formatted(route.title(), fingerprint(key)));
    }

    private static SshTrouble changed(SshRoute route, List<Entry> known, PublicKey key) {
        var places =
                known.stream()
                        .map(entry -> "%s (%s)".formatted(entry.fingerprint(), entry.place()))
                        .distinct()
                        .toList();
        return new SshTrouble(
                Kind.HOST_KEY,
                "The host key of %s changed: it shows %s, known is %s; if the machine was set up anew, remove what is known there, else somebody may be in between."
                        .formatted(route.title(), fingerprint(key), String.join(", ", places)));
    }

    private static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }

    /** A key as it stands in files: base 64 of its SSH form. */
    static String encoded(PublicKey key) {
        return PublicKeyEntry.toString(key).split(" ", -1)[1];
    }
}
