package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.AuditReply;
import io.skyjobs.app.api.MeReply;
import io.skyjobs.app.api.Nothing;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.UserRequest;
import io.skyjobs.app.api.UserTokenReply;
import io.skyjobs.app.api.UsersReply;
import io.skyjobs.app.api.UsersReply.UserView;
import io.skyjobs.app.server.access.AuditLog;
import io.skyjobs.app.server.access.Principal;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.app.server.access.UserBook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** Users of a shared server, who asks, and what was asked. */
final class UserRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(UserRoutes.class);
    private static final int MOST_LINES = 10_000;

    private final String owner;
    private final UserBook users;
    private final AuditLog audit;
    private final InstantSource clock;

    /**
     * @param owner name of the server's own user
     */
    UserRoutes(String owner, UserBook users, AuditLog audit, InstantSource clock) {
        this.owner = owner;
        this.users = users;
        this.audit = audit;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/me", this::me),
                Route.get(Role.ADMIN, "/users", this::list),
                Route.post(Role.ADMIN, "/users", this::add),
                Route.post(Role.ADMIN, "/users/rotate", this::rotate),
                Route.post(Role.ADMIN, "/users/remove", this::remove),
                Route.get(Role.ADMIN, "/audit", this::audit));
    }

    /** Who sent a request. */
    static Principal caller(ServerRequest request) {
        return request.context().get(Principal.class).orElse(Principal.UNKNOWN);
    }

    private void me(ServerRequest request, ServerResponse response) {
        Principal caller = caller(request);
        Replies.send(response, MeReply.class, new MeReply(caller.name(), caller.role().word()));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Replies.send(
                response,
                UsersReply.class,
                new UsersReply(
                        users.all().stream()
                                .map(
                                        user ->
                                                new UserView(
                                                        user.name(),
                                                        user.role().word(),
                                                        user.since()))
                                .toList()));
    }

    private void add(ServerRequest request, ServerResponse response) {
        UserRequest wanted = named(request);
        Role role =
                Role.of(wanted.role())
                        .orElseThrow(
                                () ->
                                        RequestProblem.badRequest(
                                                "The field 'role' must be viewer, user or admin."));
        if (wanted.name().equals(owner)) {
            throw RequestProblem.badRequest(
                    "This is the name of the server's own user, who has a token already.");
        }
        token(response, wanted.name(), () -> users.add(wanted.name(), role, clock.instant()));
    }

    private void rotate(ServerRequest request, ServerResponse response) {
        UserRequest wanted = named(request);
        token(response, wanted.name(), () -> users.rotate(wanted.name(), clock.instant()));
    }

    private void remove(ServerRequest request, ServerResponse response) {
        UserRequest wanted = named(request);
        done(
                () -> {
                    users.remove(wanted.name());
                    return "";
                });
        Replies.send(response, Nothing.class, new Nothing(""));
    }

    private static UserRequest named(ServerRequest request) {
        UserRequest wanted = new Parameters(request).body(UserRequest.class);
        AuditTrail.about(request, "user " + wanted.name().replaceAll("[^A-Za-z0-9._@-]", "?"));
        return wanted;
    }

    /** A change that answers a token. */
    private interface Change {
        String make() throws UserBook.Refused, IOException;
    }

    private void token(ServerResponse response, String name, Change change) {
        String token = done(change);
        String role = users.named(name).map(user -> user.role().word()).orElse("");
        Replies.send(response, UserTokenReply.class, new UserTokenReply(name, role, token));
    }

    private static String done(Change change) {
        try {
            return change.make();
        } catch (UserBook.Refused refused) {
            throw RequestProblem.badRequest(String.valueOf(refused.getMessage()));
        } catch (IOException unwritten) {
            LOG.error("users cannot be written", unwritten);
            throw new RequestProblem(
                    ProblemReply.of(
                            503,
                            ProblemCode.NOT_ACCEPTING,
                            "The server cannot write its users; its log says why."));
        }
    }

    private void audit(ServerRequest request, ServerResponse response) {
        int limit = (int) new Parameters(request).number("limit", 100, 1, MOST_LINES);
        try {
            Replies.send(response, AuditReply.class, new AuditReply(audit.last(limit)));
        } catch (IOException unreadable) {
            LOG.error("the audit log cannot be read", unreadable);
            throw new RequestProblem(
                    ProblemReply.of(
                            503,
                            ProblemCode.NOT_ACCEPTING,
                            "The server cannot read its audit log; its own log says why."));
        }
    }
}
