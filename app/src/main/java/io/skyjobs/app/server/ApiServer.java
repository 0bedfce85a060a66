package io.skyjobs.app.server;

import com.sun.management.UnixOperatingSystemMXBean;

import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Principal;
import io.skyjobs.app.server.metrics.ServerMetrics;
import io.skyjobs.core.persistence.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import javax.net.ssl.SSLContext;

/**
 * The HTTP side of the server: the routing table behind the guard, and an answer without a trace
 * for whatever goes wrong.
 */
final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);

    /** Not below the root of the API: where those who gather metrics look for it. */
    private static final String METRICS = "/metrics";

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final int MOST_CONNECTIONS = 20_000;
    private static final String LOOPBACK = "127.0.0.1";

    private final List<Route> table;
    private final WebServer server;

    /**
     * Where it listens.
     *
     * @param host address of this machine
     * @param port 0 for any that is free
     * @param tls what it speaks TLS with; empty for plain HTTP
     */
    record Address(String host, int port, Optional<SSLContext> tls) {
        /** This machine only, without TLS. */
        static Address loopback(int port) {
            return new Address(LOOPBACK, port, Optional.empty());
        }

        /**
         * How many connections it takes. Strangers may fill those of the network, but then there
         * are files left to the process for the store, logs and the port of its own user.
         */
        private int connections() {
            if (LOOPBACK.equals(host) && tls.isEmpty()) {
                return -1;
            }
            long files =
                    ManagementFactory.getOperatingSystemMXBean()
                                    instanceof UnixOperatingSystemMXBean system
                            ? system.getMaxFileDescriptorCount()
                            : MOST_CONNECTIONS;
            return Math.clamp(files / 2, 1, MOST_CONNECTIONS);
        }
    }

    /**
     * Who gets in, and what is written down of it.
     *
     * @param guard lets requests in
     * @param trail writes commands down
     */
    record Gate(RequestGuard guard, AuditTrail trail) {}

    /**
     * Builds it; it does not listen yet.
     *
     * @param table everything that it answers
     * @param gate lets requests in
     * @param metrics shown at {@code /metrics}
     */
    ApiServer(Address address, List<Route> table, Gate gate, ServerMetrics metrics) {
        this.table = List.copyOf(table);
        this.server =
                WebServer.builder()
                        .host(address.host())
                        .port(address.port())
                        .tls(tls(address.tls()))
                        .maxTcpConnections(address.connections())
                        .shutdownHook(false)
                        .featuresDiscoverServices(false)
                        .shutdownGracePeriod(GRACE)
                        .idleConnectionTimeout(IDLE)
                        // The guard and whoever reads a body know what is too much of it.
                        .maxPayloadSize(-1)
                        // A reply that fills several segments would else wait 40 ms for the
                        // client's delayed acknowledgement of the first ones.
                        .connectionOptions(options -> options.tcpNoDelay(true))
                        .routing(routing -> route(routing, gate, metrics))
                        .build();
    }

    private static Tls tls(Optional<SSLContext> context) {
        return context.map(own -> Tls.builder().sslContext(own).build())
                .orElseGet(() -> Tls.builder().enabled(false).build());
    }

    /** Listens. */
    void start() {
        server.start();
    }

    /** The port on which it listens. */
    int port() {
        return server.port();
    }

    /** Ends what it can in good order, and the rest after a short while. */
    @Override
    public void close() {
        server.stop();
    }

    private void route(HttpRouting.Builder routing, Gate gate, ServerMetrics metrics) {
        routing.addFilter(new HttpMeter(metrics.http()));
        routing.addFilter(gate.guard());
        routing.addFilter(gate.trail());
        for (Route route : table) {
            routing.route(
                    Method.create(route.method()),
                    Wire.ROOT + route.path(),
                    (request, response) -> answer(route, request, response));
        }
        DashboardPages.route(routing);
        routing.get(METRICS, (request, response) -> send(request, response, metrics));
        routing.any(this::unknown);
        routing.error(RequestProblem.class, ApiServer::refused);
        routing.error(RequestException.class, ApiServer::malformed);
        routing.error(HttpException.class, ApiServer::rejected);
        routing.error(StoreException.class, ApiServer::storeFailed);
        routing.error(ServerConnectionException.class, ApiServer::gone);
        routing.error(UncheckedIOException.class, ApiServer::broken);
        routing.error(Throwable.class, ApiServer::defect);
    }

    /** P-58: nobody gets to a handler whose role does not reach as far. */
    private static void answer(Route route, ServerRequest request, ServerResponse response)
            throws Exception {
        Principal caller = UserRoutes.caller(request);
        if (!caller.role().includes(route.role())) {
            throw new RequestProblem(
                    ProblemReply.of(
                            403,
                            ProblemCode.FORBIDDEN,
                            "This needs the role "
                                    + route.role().word()
                                    + "; "
                                    + caller.name()
                                    + " is "
                                    + caller.role().word()
                                    + "."));
        }
        route.handler().handle(request, response);
    }

    private static void send(
            ServerRequest request, ServerResponse response, ServerMetrics metrics) {
        String accept = String.join(",", request.headers().values(HeaderNames.ACCEPT));
        ServerMetrics.Page page = metrics.page(accept);
        response.header("Content-Type", page.type());
        response.send(page.text());
    }

    /** No route took it: the path is unknown, or takes other methods. */
    private void unknown(ServerRequest request, ServerResponse response) {
        String path = request.path().path();
        TreeSet<String> methods = new TreeSet<>();
        for (Route route : table) {
            String pattern = (Wire.ROOT + route.path()).replaceAll("\\{[a-z]+}", "[^/]+");
            if (path.matches(pattern)) {
                methods.add(route.method());
            }
        }
        if (methods.isEmpty()) {
            Replies.send(
                    response,
                    ProblemReply.of(404, ProblemCode.NOT_FOUND, "There is nothing at this path."));
            return;
        }
        response.header("Allow", String.join(", ", methods));
        Replies.send(
                response,
                ProblemReply.of(
                        405,
                        ProblemCode.WRONG_METHOD,
                        "This path takes " + String.join(" and ", methods) + " only."));
    }

    private static void refused(
            ServerRequest request, ServerResponse response, RequestProblem problem) {
        Replies.send(response, problem.reply());
    }

    private static void malformed(
            ServerRequest request, ServerResponse response, RequestException wrong) {
        Replies.send(
                response,
                ProblemReply.of(
                        400, ProblemCode.BAD_REQUEST, "The request is not well-formed HTTP."));
    }

    private static void rejected(
            ServerRequest request, ServerResponse response, HttpException wrong) {
        int status = wrong.status().code();
        if (status == 413) {
            Replies.send(response, Parameters.tooLarge().reply());
            return;
        }
        if (status >= 500) {
            defect(request, response, wrong);
            return;
        }
        Replies.send(
                response,
                ProblemReply.of(status, ProblemCode.BAD_REQUEST, "The request cannot be read."));
    }

    private static void storeFailed(
            ServerRequest request, ServerResponse response, StoreException trouble) {
        RequestSubject.log(
                request,
                () ->
                        LOG.error(
                                "the store failed at {} {}",
                                request.prologue().method(),
                                path(request),
                                trouble));
        Replies.send(
                response,
                ProblemReply.of(
                        503, ProblemCode.NOT_ACCEPTING, String.valueOf(trouble.getMessage())));
    }

    private static void gone(
            ServerRequest request, ServerResponse response, ServerConnectionException gone) {
        // Whoever asked went away.
        throw gone;
    }

    private static void broken(
            ServerRequest request, ServerResponse response, UncheckedIOException trouble) {
        if (trouble.getCause() instanceof java.net.SocketException) {
            // Whoever asked went away.
            return;
        }
        defect(request, response, trouble);
    }

    private static void defect(ServerRequest request, ServerResponse response, Throwable defect) {
        RequestSubject.log(
                request,
                () ->
                        LOG.error(
                                "defect at {} {}",
                                request.prologue().method(),
                                path(request),
                                defect));
        if (!response.isSent()) {
            Replies.send(
                    response,
                    ProblemReply.of(
                            500,
                            ProblemCode.INTERNAL,
                            "The server met an error of its own; its log has the particulars (sky api"
                                    + " logs)."));
        }
    }

    /** The path without what follows it, where values could be. */
    private static String path(ServerRequest request) {
        return request.path().path().replaceAll("[^ -~]", "?");
    }
}
