package io.skyjobs.app.server;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.metrics.HttpMetrics;

import java.util.Optional;

/** Counts and times requests, also those that are refused; stands before the guard. */
final class HttpMeter implements Filter {
    private final HttpMetrics metrics;

    HttpMeter(HttpMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begun = System.nanoTime();
        Optional<String> stream = stream(request);
        stream.ifPresent(name -> metrics.followers(name, 1));
        try {
            chain.proceed();
        } finally {
            stream.ifPresent(name -> metrics.followers(name, -1));
            metrics.answered(
                    request.matchingPattern().orElse(""),
                    request.prologue().method().text(),
                    response.status().code(),
                    begun,
                    stream.isPresent());
        }
    }

    /** What is followed, if anything is. */
    private static Optional<String> stream(RoutingRequest request) {
        String path = request.path().path();
        if (path.equals(Wire.ROOT + "/events")) {
            return Optional.of("events");
        }
        return path.endsWith("/log")
                        && request.query().first("follow").filter("true"::equals).isPresent()
                ? Optional.of("log")
                : Optional.empty();
    }
}
