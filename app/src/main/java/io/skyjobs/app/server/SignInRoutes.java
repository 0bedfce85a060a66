package io.skyjobs.app.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.SignInCodeReply;
import io.skyjobs.app.api.SignInReply;
import io.skyjobs.app.api.SignInRequest;
import io.skyjobs.app.server.access.Principal;
import io.skyjobs.app.server.access.Role;

import java.time.InstantSource;
import java.util.List;

/** How a browser gets a session: by a code that somebody who has a token asked for. */
final class SignInRoutes {
    /** The only command that needs no token. */
    static final String OPEN = "/sign-in";

    private final SignInCodes codes;
    private final Sessions sessions;
    private final InstantSource clock;
    private final Authentication authentication;

    /**
     * @param authentication says who asks
     */
    SignInRoutes(
            SignInCodes codes,
            Sessions sessions,
            InstantSource clock,
            Authentication authentication) {
        this.codes = codes;
        this.sessions = sessions;
        this.clock = clock;
        this.authentication = authentication;
    }

    List<Route> routes() {
        return List.of(
                Route.post(Role.VIEWER, "/sign-in/codes", this::code),
                Route.post(Role.ANYONE, OPEN, this::signIn));
    }

    private void code(ServerRequest request, ServerResponse response) {
        String authorization = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        if (Sessions.isSession(authorization)) {
            // Else a session that somebody took could go on for ever.
            throw new RequestProblem(
                    ProblemReply.of(
                            403,
                            ProblemCode.FORBIDDEN,
                            "A session cannot begin another one; sign in with a token."));
        }
        Replies.send(
                response,
                SignInCodeReply.class,
                new SignInCodeReply(
                        codes.issue(authentication.subject(UserRoutes.caller(request))),
                        clock.instant().plus(SignInCodes.LENGTH)));
    }

    private void signIn(ServerRequest request, ServerResponse response) {
        SignInRequest wanted = new Parameters(request).body(SignInRequest.class);
        Principal who =
                codes.redeem(wanted.code())
                        .flatMap(authentication::named)
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
        Sessions.Session session = sessions.begin(authentication.subject(who));
        Replies.send(
                response,
                SignInReply.class,
                new SignInReply(session.token(), who.name(), session.ends()));
    }
}
