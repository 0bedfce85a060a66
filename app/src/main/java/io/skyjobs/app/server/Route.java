package io.skyjobs.app.server;

import io.helidon.webserver.http.Handler;
import io.skyjobs.app.server.access.Role;

/**
 * An entry of the routing table. There is none without a role: what is not given to somebody is
 * nobody's.
 *
 * @param method HTTP method
 * @param path path below the root of the API, with {@code {parameters}}
 * @param role who may, at least
 * @param handler what answers
 */
record Route(String method, String path, Role role, Handler handler) {
    /** A read. */
    static Route get(Role role, String path, Handler handler) {
        return new Route("GET", path, role, handler);
    }

    /** A command. */
    static Route post(Role role, String path, Handler handler) {
        return new Route("POST", path, role, handler);
    }
}
