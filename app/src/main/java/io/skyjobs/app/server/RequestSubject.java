package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.skyjobs.app.api.Wire;

import org.slf4j.MDC;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The job that a request is about, as what is logged of it says. */
final class RequestSubject {
    private static final Pattern JOB =
            Pattern.compile(Pattern.quote(Wire.ROOT) + "/jobs/(\\d{1,18})(?:/.*)?");

    private RequestSubject() {}

    /** Logs with the job of a request, if it has one. */
    static void log(ServerRequest request, Runnable line) {
        Matcher path = JOB.matcher(request.path().path());
        if (!path.matches()) {
            line.run();
            return;
        }
        try (MDC.MDCCloseable _ = MDC.putCloseable("job", path.group(1))) {
            line.run();
        }
    }
}
