package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells an attempt what happens to its session, and the host which of its keys we know. */
final class SshSessions implements SessionListener {
    private final SshHostKeys hostKeys;

    SshSessions(SshHostKeys hostKeys) {
        this.hostKeys = hostKeys;
    }

    private static Optional<SshAttempt> attempt(Session session) {
        return session instanceof ClientSession client ? SshAttempt.of(client) : Optional.empty();
    }

    /** Asks first for the kinds of keys that we know, or a host that has several shows another. */
    @Override
    public void sessionNegotiationOptionsCreated(
            Session session, Map<KexProposalOption, String> proposal) {
        attempt(session)
                .ifPresent(
                        attempt ->
                                proposal.computeIfPresent(
                                        KexProposalOption.SERVERKEYS,
                                        (option, usual) -> preferred(attempt.route(), usual)));
    }

    private String preferred(SshRoute route, String usual) {
        var all = Arrays.asList(usual.split(",", -1));
        var known = hostKeys.knownTypes(route.trust());
        var sorted = new ArrayList<String>();
        for (var algorithm : all) {
            var plain = !algorithm.contains("-cert-");
            if (plain && known.types().contains(SshHostKeys.typeOf(algorithm))) {
                sorted.add(algorithm);
            }
        }
        for (var algorithm : all) {
            if (!sorted.contains(algorithm)
                    && (known.authority() || !algorithm.contains("-cert-"))) {
                sorted.add(
                        known.authority() && algorithm.contains("-cert-") ? 0 : sorted.size(),
                        algorithm);
            }
        }
        return String.join(",", sorted);
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.KeyEstablished) {
            attempt(session).ifPresent(attempt -> attempt.keyed().complete(true));
        }
    }

    /** What a server says before its version: nothing, or it is another kind of server. */
    @Override
    public void sessionPeerIdentificationLine(Session session, String line, List<String> before) {
        attempt(session).ifPresent(attempt -> attempt.hears(line));
    }

    @Override
    public void sessionPeerIdentificationReceived(
            Session session, String version, List<String> before) {
        attempt(session).ifPresent(SshAttempt::hearsVersion);
    }

    @Override
    public void sessionException(Session session, Throwable failure) {
        attempt(session)
                .ifPresent(attempt -> attempt.fails(SshTroubles.ofSession(attempt, failure)));
    }

    @Override
    public void sessionDisconnect(
            Session session, int reason, String message, String language, boolean initiator) {
        if (initiator) {
            return;
        }
        attempt(session)
                .ifPresent(
                        attempt ->
                                attempt.fails(
                                        SshTroubles.ended(
                                                attempt, session.isAuthenticated(), message)));
    }

    @Override
    public void sessionClosed(Session session) {
        attempt(session).ifPresent(attempt -> attempt.keyed().complete(false));
    }
}
