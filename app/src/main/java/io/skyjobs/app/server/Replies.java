package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.ProblemReply;

/** Sends records as JSON. */
final class Replies {
    private Replies() {}

    /** Sends a record with status 200. */
    static <T> void send(ServerResponse response, Class<T> type, T value) {
        response.header("Content-Type", "application/json");
        response.send(JsonText.write(type, value));
    }

    /** Sends a problem with its status. */
    static void send(ServerResponse response, ProblemReply problem) {
        response.status(problem.status());
        response.header("Content-Type", "application/problem+json");
        response.send(JsonText.write(ProblemReply.class, problem));
    }
}
