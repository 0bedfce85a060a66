package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;

import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The one place where the library's failures become troubles that a person understands. */
final class SshTroubles {
    private SshTroubles() {}

    /** The name has no address. */
    static SshTrouble unknownHost(SshRoute route) {
        return new SshTrouble(
                Kind.UNKNOWN_HOST,
                "%s: the name %s has no address; check its spelling, or HostName in ~/.ssh/config."
                        .formatted(route.title(), route.address()));
    }

    /** A step took too long. */
    static SshTrouble tooSlow(SshRoute route, String step, Duration limit) {
        return new SshTrouble(
                Kind.TIMED_OUT,
                "%s: %s took longer than %s; the host is off, overloaded, or a firewall drops what we send."
                        .formatted(route.title(), step, SshConnection.plain(limit)));
    }

    /** The TCP connection could not be made. */
    static SshTrouble ofConnect(SshRoute route, Duration limit, Throwable failure) {
        for (var cause : causes(failure)) {
            switch (cause) {
                case TimeoutException slow -> {
                    return tooSlow(route, "connecting", limit);
                }
                case UnknownHostException unknown -> {
                    return unknownHost(route);
                }
                case NoRouteToHostException away -> {
                    return noRoute(route);
                }
                case ConnectException refused -> {
                    return refused(route, refused);
                }
                default -> {}
            }
        }
        return new SshTrouble(
                Kind.NO_ROUTE,
                "%s: connecting failed: %s.".formatted(route.title(), last(failure)));
    }

    private static SshTrouble refused(SshRoute route, ConnectException failure) {
        var text = String.valueOf(failure.getMessage());
        if (text.contains("unreachable") || text.contains("No route")) {
            return noRoute(route);
        }
        if (text.contains("timed out")) {
            return new SshTrouble(
                    Kind.TIMED_OUT,
                    "%s: the network gave up connecting; the host is off or a firewall drops what we send."
                            .formatted(route.title()));
        }
        return new SshTrouble(
                Kind.REFUSED,
                "%s: nobody listens on port %d of %s; sshd does not run there, or on another port."
                        .formatted(route.title(), route.port(), route.address()));
    }

    private static SshTrouble noRoute(SshRoute route) {
        return new SshTrouble(
                Kind.NO_ROUTE,
                "%s: the network has no way to %s; is it off, or a VPN down?"
                        .formatted(route.title(), route.address()));
    }

    /** The session ended before the host had proved its key. */
    static SshTrouble unproved(SshAttempt attempt, Optional<Throwable> failure) {
        var route = attempt.route();
        if (attempt.said().isPresent()) {
            return new SshTrouble(
                    Kind.NOT_SSH,
                    "%s: what answers on port %d does not speak SSH, it says \"%s\"; is it the right port?"
                            .formatted(route.title(), route.port(), attempt.said().get()));
        }
        var complaint = attempt.pipe().flatMap(pipe -> pipe.complaint().get());
        if (complaint.isPresent()) {
            return new SshTrouble(
                    Kind.NO_ROUTE,
                    "%s: its proxy command ended and said: %s."
                            .formatted(route.title(), complaint.get()));
        }
        var why = failure.map(known -> ": " + last(known)).orElse("");
        if (failure.filter(SshException.class::isInstance).isPresent()) {
            return new SshTrouble(
                    Kind.NOT_SSH,
                    "%s: no common way of SSH was found%s.".formatted(route.title(), why));
        }
        return new SshTrouble(
                Kind.LOST,
                "%s ended the connection before it showed its key%s; its sshd may be overloaded (MaxStartups) or refuse this address."
                        .formatted(route.title(), why));
    }

    /** The host did not let us in. */
    static SshTrouble ofAuthentication(SshAttempt attempt, Duration limit, Throwable failure) {
        var route = attempt.route();
        for (var cause : causes(failure)) {
            if (cause instanceof TimeoutException) {
                return tooSlow(route, "being let in", limit);
            }
        }
        var notes = attempt.identities().notes();
        var offered = attempt.identities().names();
        var what =
                offered.isEmpty()
                        ? "we have no key to offer"
                        : "it took none of " + String.join(", ", offered);
        return new SshTrouble(
                Kind.AUTHENTICATION,
                "%s does not let user %s in: %s%s; put a public key into its ~/.ssh/authorized_keys, or name another key or user."
                        .formatted(
                                route.title(),
                                route.user(),
                                what,
                                notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")"));
    }

    /** The host ended the connection with a message. */
    static SshTrouble ended(SshAttempt attempt, boolean in, String message) {
        var title = attempt.route().title();
        if (in || !attempt.keyed().getNow(false)) {
            return new SshTrouble(
                    in ? Kind.LOST : Kind.NOT_SSH,
                    "%s ended the connection: %s.".formatted(title, message));
        }
        return new SshTrouble(
                Kind.AUTHENTICATION,
                "%s ended the connection before it let user %s in: %s; we offered %s, where it takes too many, name one key."
                        .formatted(
                                title,
                                attempt.route().user(),
                                message,
                                String.join(", ", attempt.identities().names())));
    }

    /** A channel could not be opened. */
    static SshTrouble ofChannel(String title, Duration limit, Throwable failure) {
        for (var cause : causes(failure)) {
            if (cause instanceof TimeoutException) {
                return new SshTrouble(
                        Kind.CHANNEL,
                        "%s: starting a process took longer than %s."
                                .formatted(title, SshConnection.plain(limit)));
            }
            if (cause instanceof SshChannelOpenException refused) {
                return new SshTrouble(
                        Kind.CHANNEL,
                        "%s refused one more process (%s); does its sshd allow fewer sessions (MaxSessions)?"
                                .formatted(title, refused.getMessage()));
            }
        }
        return new SshTrouble(
                Kind.LOST,
                "%s: the connection was lost while a process was being started.".formatted(title));
    }

    /** Whether a channel was answered with a refusal. */
    static boolean isRefusal(Throwable failure) {
        for (var cause : causes(failure)) {
            if (cause instanceof SshChannelOpenException) {
                return true;
            }
        }
        return false;
    }

    /** The jump host did not carry us on. */
    static SshTrouble ofJump(SshRoute route, String jump, Duration limit, Throwable failure) {
        for (var cause : causes(failure)) {
            if (cause instanceof TimeoutException) {
                return tooSlow(route, "the way over " + jump, limit);
            }
            if (cause instanceof SshChannelOpenException refused) {
                return new SshTrouble(
                        Kind.NO_ROUTE,
                        "%s cannot be reached over %s, which says: %s."
                                .formatted(route.title(), jump, refused.getMessage()));
            }
        }
        return new SshTrouble(
                Kind.LOST,
                "%s: the connection to %s was lost on the way.".formatted(route.title(), jump));
    }

    /** Nothing was heard for too long. */
    static SshTrouble silent(SshRoute route, Duration silence) {
        return new SshTrouble(
                Kind.LOST,
                "%s: nothing was heard for %s, so the connection was given up."
                        .formatted(route.title(), SshConnection.plain(silence)));
    }

    /** A session that was in use ended. */
    static SshTrouble lost(String title, ClientSession session) {
        return SshAttempt.of(session)
                .flatMap(SshAttempt::trouble)
                .orElseGet(
                        () ->
                                new SshTrouble(
                                        Kind.LOST,
                                        title + ": the connection ended at its other end."));
    }

    /** Why a session ended, from what was thrown in it. */
    static SshTrouble ofSession(SshAttempt attempt, Throwable failure) {
        return attempt.keyed().getNow(false)
                ? new SshTrouble(
                        Kind.LOST,
                        "%s: the connection was lost: %s."
                                .formatted(attempt.route().title(), last(failure)))
                : unproved(attempt, Optional.of(failure));
    }

    private static Iterable<Throwable> causes(Throwable failure) {
        var all = new java.util.ArrayList<Throwable>();
        for (var one = Optional.of(failure); one.isPresent() && all.size() < 10; ) {
            all.add(one.get());
            one = Optional.ofNullable(one.get().getCause());
        }
        return all;
    }

    /** What the innermost failure says, on one line and without a stop. */
    static String last(Throwable failure) {
        var said = "";
        for (var cause : causes(failure)) {
            var text = cause.getMessage();
            said = text == null || text.isBlank() ? cause.getClass().getSimpleName() : text;
        }
        var line = said.lines().findFirst().orElse("no reason given").strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
