package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Asks silent hosts for a sign of life and ends the sessions of those that give none. Any byte from
 * a host counts, so that a busy slow link, on which an answer waits behind data, is never taken for
 * dead. Turned by {@link #tick}; costs no thread.
 */
final class SshHeartbeats {
    /** What OpenSSH's client asks, which every server answers, if only with a failure. */
    private static final String QUESTION = "keepalive@openssh.com";

    private final SshPatience patience;
    private final LongSupplier nanos;
    private final Map<ClientSession, Beat> beats = new ConcurrentHashMap<>();

    /**
     * What was asked of a session since it was last heard.
     *
     * @param heard when that was
     * @param asked how often it was asked since
     * @param last when it was asked, or heard where that is later
     */
    private record Beat(long heard, int asked, long last) {}

    SshHeartbeats(SshPatience patience, LongSupplier nanos) {
        this.patience = patience;
        this.nanos = nanos;
    }

    /** Watches a session until it ends. */
    void watch(ClientSession session) {
        var heard = SshWires.heard(session);
        beats.put(session, new Beat(heard, 0, heard));
        session.addCloseFutureListener(future -> beats.remove(session));
    }

    /** Looks once at every session. */
    void tick() {
        var now = nanos.getAsLong();
        beats.forEach((session, before) -> look(session, before, now));
    }

    private void look(ClientSession session, Beat before, long now) {
        var heard = SshWires.heard(session);
        var beat = heard == before.heard() ? before : new Beat(heard, 0, heard);
        if (now - beat.last() < patience.heartbeat().toNanos()) {
            beats.replace(session, before, beat);
        } else if (beat.asked() >= patience.missed()) {
            var silence = Duration.ofNanos(now - heard);
            SshAttempt.of(session)
                    .ifPresent(made -> made.fails(SshTroubles.silent(made.route(), silence)));
            session.close(true);
        } else if (beats.replace(session, before, new Beat(heard, beat.asked() + 1, now))) {
            ask(session);
        }
    }

    private static void ask(ClientSession session) {
        try {
            var request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, 64);
            request.putString(QUESTION);
            request.putBoolean(true);
            session.request(request, QUESTION, (answer, contents) -> {});
        } catch (IOException | RuntimeException failure) {
            // The session is ending; whoever holds it is told by its end.
            session.close(true);
        }
    }
}
