package io.skyjobs.app.server;

import io.helidon.webserver.http.Handler;

/**
 * An entry of the routing table.
 *
 * @param method HTTP method
 * @param path path below the root of the API, with {@code {parameters}}
 * @param handler what answers
 */
record Route(String method, String path, Handler handler) {
    /** A read. */
    static Route get(String path, Handler handler) {
        return new Route("GET", path, handler);
    }

    /** A command. */
    static Route post(String path, Handler handler) {
        return new Route("POST", path, handler);
    }
}
