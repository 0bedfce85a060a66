package io.skyjobs.app.server;

import io.skyjobs.app.server.access.AuditLog;
import io.skyjobs.app.server.access.UserBook;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Who gets in: the gate, and the routes about it.
 *
 * @param gate lets requests in, and writes commands down
 * @param routes sign-in, users and the audit log
 */
record Access(ApiServer.Gate gate, List<Route> routes) {
    /**
     * Whom a server belongs to.
     *
     * @param token the token of the server
     * @param name name of its user
     * @param listen by which names it may be called
     */
    record Owner(String token, String name, ListenConfig listen) {}

    /** Builds it of what is stored. */
    static Access of(
            Owner owner,
            UserBook users,
            AuditLog log,
            RandomGenerator random,
            InstantSource clock) {
        Sessions sessions = new Sessions(owner.token(), clock);
        Authentication authentication =
                new Authentication(owner.token(), owner.name(), users, sessions);
        AuditTrail trail = new AuditTrail(log, clock);
        List<Route> routes = new ArrayList<>();
        routes.addAll(
                new SignInRoutes(new SignInCodes(random, clock), sessions, clock, authentication)
                        .routes());
        routes.addAll(new UserRoutes(owner.name(), users, log, clock).routes());
        return new Access(
                new ApiServer.Gate(new RequestGuard(authentication, trail, owner.listen()), trail),
                List.copyOf(routes));
    }
}
