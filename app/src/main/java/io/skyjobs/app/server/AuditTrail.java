package io.skyjobs.app.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.skyjobs.app.api.AuditReply.AuditLine;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.AuditLog;
import io.skyjobs.app.server.access.Principal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/**
 * P-57: writes down each command before it is carried out, and what came of it. What cannot be
 * written down is not done. Contents of files are left out: the submit that uses them names them.
 */
final class AuditTrail implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final String REQUEST_ID = "X-Request-Id";
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> FILES = Set.of("/plan", "/trees", "/contents");

    /** Who is not let in fills no file: so many refusals are written down in a minute. */
    private static final int REFUSALS = 20;

    private static final int LONGEST = 1000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AuditLog log;
    private final InstantSource clock;
    private Instant minute = Instant.EPOCH;
    private int refusals;

    /** What a command was about, as its handler says. */
    private record About(String text) {}

    AuditTrail(AuditLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Says what a command is about, for the log; what does not fit into a line is left out. */
    static void about(ServerRequest request, String text) {
        String shown = text.replaceAll("[^ -~]", "?");
        request.context()
                .register(
                        new About(
                                shown.length() > LONGEST
                                        ? shown.substring(0, LONGEST) + "..."
                                        : shown));
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (!isCommand(request)) {
            chain.proceed();
            return;
        }
        if (request.context().get(Principal.class).isEmpty()) {
            // Nobody who is known: it must not fill the log.
            chain.proceed();
            refused(request, response.status().code());
            return;
        }
        String id =
                request.headers()
                        .first(HeaderNames.create(REQUEST_ID))
                        .filter(text -> text.matches("[A-Za-z0-9._-]{1,64}"))
                        .orElseGet(() -> UUID.randomUUID().toString());
        response.header(REQUEST_ID, id);
        try {
            log.add(line(request, id, "asked", 0));
        } catch (IOException unwritable) {
            LOG.error("the audit log cannot be written, so a command is refused", unwritable);
            Replies.send(
                    response,
                    ProblemReply.of(
                            503,
                            ProblemCode.NOT_ACCEPTING,
                            "The server cannot write its audit log, and so takes no commands."));
            return;
        }
        try {
            chain.proceed();
        } finally {
            try {
                log.add(line(request, id, "answered", response.status().code()));
            } catch (IOException unwritable) {
                LOG.error("the outcome of request {} is not in the audit log", id, unwritable);
            }
        }
    }

    /** Writes down what somebody asked who is not known, if there is room for it. */
    void refused(RoutingRequest request, int status) {
        if (isCommand(request) && isToBeWritten()) {
            try {
                log.add(line(request, "", "refused", status));
            } catch (IOException unwritable) {
                LOG.error("a refusal is not in the audit log", unwritable);
            }
        }
    }

    private synchronized boolean isToBeWritten() {
        Instant now = clock.instant();
        if (now.isAfter(minute.plus(MINUTE))) {
            if (refusals > REFUSALS) {
                LOG.warn("{} refused commands are not in the audit log", refusals - REFUSALS);
            }
            minute = now;
            refusals = 0;
        }
        refusals++;
        return refusals <= REFUSALS;
    }

    private static boolean isCommand(RoutingRequest request) {
        String path = request.path().path();
        String first = path.replaceFirst("^" + Wire.ROOT + "(/[^/]*).*$", "$1");
        return path.startsWith(Wire.ROOT + "/")
                && !READS.contains(request.prologue().method().text())
                && !FILES.contains(first);
    }

    private AuditLine line(RoutingRequest request, String id, String step, int status) {
        Principal who = request.context().get(Principal.class).orElse(Principal.UNKNOWN);
        String path = request.path().path().replaceAll("[^ -~]", "?");
        return new AuditLine(
                clock.instant(),
                id,
                step,
                who.name(),
                who.role().word(),
                request.remotePeer().host(),
                request.prologue().method().text(),
                path.length() > 200 ? path.substring(0, 200) : path,
                status,
                request.context().get(About.class).map(About::text).orElse(""));
    }
}
