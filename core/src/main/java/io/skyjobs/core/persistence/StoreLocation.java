package io.skyjobs.core.persistence;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a store is; its text never shows a password. */
public sealed interface StoreLocation {
    /** A SQLite file of this machine; made when it is not there. */
    record SqliteFile(Path path) implements StoreLocation {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** Nowhere: gone when the store is closed. */
    record Memory() implements StoreLocation {
        @Override
        public String toString() {
            return "(memory)";
        }
    }

    /**
     * A PostgreSQL database.
     *
     * @param url JDBC URL without user and password
     * @param user empty for the driver's choice
     * @param password empty for none
     */
    record Postgres(String url, Optional<String> user, Optional<String> password)
            implements StoreLocation {
        /** The URL without what follows its question mark, where a password may be. */
        @Override
        public String toString() {
            return url.replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "");
        }
    }

    /**
     * Reads {@code postgresql://user:password@host:port/database}, a {@code jdbc:postgresql:} URL,
     * or the path of a file.
     *
     * @throws StoreException when it is none of them, in one sentence
     */
    static StoreLocation of(String text) {
        if (text.startsWith("jdbc:postgresql:")) {
            return new Postgres(text, Optional.empty(), Optional.empty());
        }
        if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
            return postgres(text);
        }
        if (text.isBlank() || text.contains("://") || text.startsWith("jdbc:")) {
            throw new StoreException(
                    "The store is given by the path of a file or as"
                            + " postgresql://user:password@host:port/database.");
        }
        try {
            return new SqliteFile(Path.of(text));
        } catch (InvalidPathException notAPath) {
            throw new StoreException("'" + text + "' is not the path of a file.", notAPath);
        }
    }

    private static Postgres postgres(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException wrong) {
            // The cause is left out: its message holds the whole URL, and with it the password.
            throw new StoreException(
                    "The PostgreSQL URL of the store is malformed at character "
                            + (wrong.getIndex() + 1)
                            + "; write special characters in user and password as %XX.");
        }
        String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        int at = authority.lastIndexOf('@');
        String[] login = authority.substring(0, Math.max(at, 0)).split(":", 2);
        String query = Optional.ofNullable(uri.getRawQuery()).map(more -> "?" + more).orElse("");
        return new Postgres(
                "jdbc:postgresql://" + authority.substring(at + 1) + uri.getRawPath() + query,
                Optional.of(login[0]).filter(user -> !user.isEmpty()).map(StoreLocation::decoded),
                login.length < 2 ? Optional.empty() : Optional.of(decoded(login[1])));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
