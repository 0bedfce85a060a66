package io.skyjobs.app.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.Release;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Principal;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a request in or not: it must be meant for this machine, must not come from a foreign web
 * page, must speak our version, and must carry the token or that of a session. Health, the pages of
 * the dashboard, which hold no data, and the sign-in need none.
 *
 * <p>A page that a browser loaded from elsewhere can send requests to the loopback address; the
 * checks of {@code Host} and {@code Origin} refuse them even where it learned the token.
 */
final class RequestGuard implements Filter {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
    private static final String HEALTH = Wire.ROOT + "/health";

    private final Authentication authentication;
    private final AuditTrail trail;
    private final ListenConfig listen;
    private final String release = Release.current().version();

    /**
     * @param authentication says who asks
     * @param trail where refusals are written down
     * @param listen by which names it may be called
     */
    RequestGuard(Authentication authentication, AuditTrail trail, ListenConfig listen) {
        this.authentication = authentication;
        this.trail = trail;
        this.listen = listen;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        response.header(Wire.VERSION_HEADER, Integer.toString(Wire.VERSION));
        response.header(Wire.RELEASE_HEADER, release);
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Cache-Control", "no-store");
        Optional<ProblemReply> refusal = refusal(request);
        if (refusal.isPresent()) {
            trail.refused(request, refusal.get().status());
            Replies.send(response, refusal.get());
            return;
        }
        chain.proceed();
    }

    private Optional<ProblemReply> refusal(RoutingRequest request) {
        String host = header(request, "Host").orElseGet(request::authority);
        if (!isLoopback(host) && !listen.hosts().contains(name(host))) {
            return Optional.of(
                    ProblemReply.of(
                            421,
                            ProblemCode.WRONG_HOST,
                            listen.hosts().isEmpty()
                                    ? "This server answers requests to this machine only."
                                    : "This server does not answer to this name."));
        }
        Optional<String> origin = header(request, "Origin");
        if (origin.isPresent() && !isOwn(origin.get(), host, request.isSecure())) {
            return Optional.of(
                    ProblemReply.of(
                            403,
                            ProblemCode.WRONG_HOST,
                            "This server does not answer web pages of other origins."));
        }
        String path = request.path().path();
        if (DashboardPages.has(path)) {
            return Optional.empty();
        }
        Optional<Principal> caller = authentication.of(header(request, "Authorization").orElse(""));
        caller.ifPresent(request.context()::register);
        if (path.equals(HEALTH)) {
            return Optional.empty();
        }
        if (caller.isEmpty() && !path.equals(Wire.ROOT + SignInRoutes.OPEN)) {
            return Optional.of(
                    ProblemReply.of(401, ProblemCode.UNAUTHORIZED, "The token is missing or wrong.")
                            .hinting(
                                    isLoopback(host)
                                            ? "It is in ~/.sky/api_server/token of the server's"
                                                    + " user."
                                            : "An admin of the server gives you one."));
        }
        return version(request).or(() -> size(request));
    }

    private static Optional<ProblemReply> version(RoutingRequest request) {
        Optional<String> version = header(request, Wire.VERSION_HEADER);
        if (version.isEmpty() || version.get().equals(Integer.toString(Wire.VERSION))) {
            return Optional.empty();
        }
        return Optional.of(
                ProblemReply.of(
                                426,
                                ProblemCode.WIRE_VERSION,
                                "The server speaks version "
                                        + Wire.VERSION
                                        + " of the API, this client version "
                                        + version.get().replaceAll("[^0-9]", "?")
                                        + ".")
                        .hinting(
                                "Restart the server with this client's release (jobs go on running):"
                                        + " sky api stop && sky api start"));
    }

    private static Optional<ProblemReply> size(RoutingRequest request) {
        long length = request.headers().contentLength().orElse(0);
        return !takesFiles(request) && length > Wire.MAX_BODY_BYTES
                ? Optional.of(Parameters.tooLarge().reply())
                : Optional.empty();
    }

    /** Whole files have limits of their own, and are never held in memory. */
    private static boolean takesFiles(RoutingRequest request) {
        String path = request.path().path();
        return path.startsWith(Wire.ROOT + "/contents/") || path.startsWith(Wire.ROOT + "/trees/");
    }

    private static Optional<String> header(RoutingRequest request, String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    /** Whether a host, with or without a port, is this machine's loopback. */
    static boolean isLoopback(String host) {
        return LOOPBACK.contains(name(host));
    }

    /** The host without a port. */
    private static String name(String host) {
        String name = host.strip().toLowerCase(Locale.ROOT);
        if (name.startsWith("[")) {
            return name.substring(0, name.indexOf(']') + 1);
        }
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private boolean isOwn(String origin, String host, boolean secure) {
        try {
            URI uri = URI.create(origin);
            // A proxy that ends TLS does not say which of the two the browser sees.
            boolean proxied = listen.insecure() && !isLoopback(host);
            return (((secure || proxied) && "https".equals(uri.getScheme()))
                            || (!secure && "http".equals(uri.getScheme())))
                    && uri.getAuthority() != null
                    && uri.getAuthority().equalsIgnoreCase(host);
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }
}
