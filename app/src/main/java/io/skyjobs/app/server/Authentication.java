package io.skyjobs.app.server;

import io.skyjobs.app.server.access.Principal;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.app.server.access.UserBook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Says who sent a request by its bearer token: the token of the server itself, that of a user, or
 * that of a browser's session. A session ends with the token that it was begun with. Safe for use
 * from many threads.
 */
final class Authentication {
    private static final String BEARER = "Bearer ";
    private static final String OWNER = "owner";

    private final byte[] token;
    private final String owner;
    private final UserBook users;
    private final Sessions sessions;

    /**
     * @param token of the server
     * @param owner name of the user whose server it is
     */
    Authentication(String token, String owner, UserBook users, Sessions sessions) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        this.owner = owner;
        this.users = users;
        this.sessions = sessions;
    }

    /** Who it is; empty when that is not known. */
    Optional<Principal> of(String authorization) {
        if (!authorization.startsWith(BEARER)) {
            return Optional.empty();
        }
        String given = authorization.substring(BEARER.length());
        if (MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8))) {
            return Optional.of(owner());
        }
        return users.of(given)
                .map(Authentication::principal)
                .or(() -> sessions.user(given).flatMap(this::named));
    }

    /** Who a session is for, as it is written into its token. */
    String subject(Principal principal) {
        return principal.owner()
                ? OWNER
                : users.named(principal.name())
                        .map(user -> user.fingerprint() + " " + user.name())
                        .orElse("");
    }

    /** Whom such a text means; empty when the user has gone, or has another token now. */
    Optional<Principal> named(String subject) {
        if (subject.equals(OWNER)) {
            return Optional.of(owner());
        }
        int blank = subject.indexOf(' ');
        return blank < 0
                ? Optional.empty()
                : users.named(subject.substring(blank + 1))
                        .filter(user -> user.fingerprint().equals(subject.substring(0, blank)))
                        .map(Authentication::principal);
    }

    private Principal owner() {
        return new Principal(owner, Role.ADMIN, true);
    }

    private static Principal principal(UserBook.User user) {
        return new Principal(user.name(), user.role(), false);
    }
}
