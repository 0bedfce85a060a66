package io.skyjobs.app.server.access;

import java.util.Locale;
import java.util.Optional;

/** What somebody may do; each may do what those before it may. */
public enum Role {
    /** Not known: the health of the server, and the sign-in. */
    ANYONE,
    /** Reads everything but what administers. */
    VIEWER,
    /** Submits jobs, and cancels those of its own. */
    USER,
    /** Does everything. */
    ADMIN;

    /** Whether it may do what another one may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** The role of a word that an administrator gives. */
    public static Optional<Role> of(String word) {
        return switch (word) {
            case "viewer" -> Optional.of(VIEWER);
            case "user" -> Optional.of(USER);
            case "admin" -> Optional.of(ADMIN);
            default -> Optional.empty();
        };
    }

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
