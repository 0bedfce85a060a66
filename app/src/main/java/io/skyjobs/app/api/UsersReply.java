package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * The users of a shared server.
 *
 * @param users by name
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record UsersReply(List<UserView> users) {
    public UsersReply {
        users = Wire.list(users);
    }

    /**
     * A user.
     *
     * @param name its name
     * @param role {@code viewer}, {@code user} or {@code admin}
     * @param since when it got its token
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record UserView(String name, String role, Instant since) {
        public UserView {
            name = Wire.need(name, "name");
            role = Wire.text(role);
            since = Wire.need(since, "since");
        }
    }
}
