package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.SignInCodeReply;
import io.skyjobs.app.api.SignInReply;
import io.skyjobs.app.api.SignInRequest;

import java.time.InstantSource;
import java.util.List;

/** How a browser gets a session: by a code that somebody who has a token asked for. */
final class SignInRoutes {
    /** The only command that needs no token. */
    static final String OPEN = "/sign-in";

    private final SignInCodes codes;
    private final Sessions sessions;
    private final InstantSource clock;
    private final String user;

    /**
     * @param user who the token of the server stands for
     */
    SignInRoutes(SignInCodes codes, Sessions sessions, InstantSource clock, String user) {
        this.codes = codes;
        this.sessions = sessions;
        this.clock = clock;
        this.user = user;
    }

    List<Route> routes() {
        return List.of(Route.post("/sign-in/codes", this::code), Route.post(OPEN, this::signIn));
    }

    private void code(ServerRequest request, ServerResponse response) {
        Replies.send(
                response,
                SignInCodeReply.class,
                new SignInCodeReply(codes.issue(user), clock.instant().plus(SignInCodes.LENGTH)));
    }

    private void signIn(ServerRequest request, ServerResponse response) {
        SignInRequest wanted = new Parameters(request).body(SignInRequest.class);
        String who =
                codes.redeem(wanted.code())
                        .orElseThrow(
                                () ->
                                        new RequestProblem(
                                                ProblemReply.of(
                                                                401,
                                                                ProblemCode.UNAUTHORIZED,
                                                                "This code was used before, or is too"
                                                                        + " old.")
                                                        .hinting(
                                                                "Open the dashboard again: sky"
                                                                        + " dashboard")));
        Sessions.Session session = sessions.begin(who);
        Replies.send(
                response, SignInReply.class, new SignInReply(session.token(), who, session.ends()));
    }
}
