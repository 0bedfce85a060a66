package io.skyjobs.app.server.access;

import io.skyjobs.app.api.ContentHash;
import io.skyjobs.app.api.PrivateFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The users of a shared server, in a file that its owner alone can read. It holds digests of
 * tokens, not tokens: a token has 256 random bits, so that its digest tells nothing of it. What is
 * answered is in the file already. Safe for use from many threads; one server writes it.
 */
public final class UserBook {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,62}");
    private static final String PREFIX = "sky_";
    private static final int BYTES = 32;

    private final Path file;
    private final RandomGenerator random;
    private final TreeMap<String, User> users = new TreeMap<>();

    /**
     * A user.
     *
     * @param name its name
     * @param role what it may do
     * @param digest SHA-256 of its token, in hexadecimal
     * @param since when it got that token
     */
    public record User(String name, Role role, String digest, Instant since) {
        /** Changes with the token, and tells nothing of it. */
        public String fingerprint() {
            return digest.substring(0, 16);
        }
    }

    /** Why something cannot be done with users, in a sentence. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    /**
     * The users of a file; none when it does not exist.
     *
     * @param random one whose numbers nobody can guess
     * @throws IOException when it cannot be read, or a line of it is not one of ours
     */
    public UserBook(Path file, RandomGenerator random) throws IOException {
        this.file = file;
        this.random = random;
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            lines = List.of();
        }
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ", -1);
            Optional<Role> role = words.length == 4 ? Role.of(words[1]) : Optional.empty();
            if (role.isEmpty() || !words[2].matches("[0-9a-f]{64}")) {
                throw new IOException(file + ":" + (i + 1) + " is not a line of users");
            }
            users.put(words[0], new User(words[0], role.get(), words[2], instant(words[3], i)));
        }
    }

    private Instant instant(String text, int line) throws IOException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException notOne) {
            throw new IOException(file + ":" + (line + 1) + " is not a line of users", notOne);
        }
    }

    /** All of them by name. */
    public synchronized Collection<User> all() {
        return List.copyOf(users.values());
    }

    /** The user of a name. */
    public synchronized Optional<User> named(String name) {
        return Optional.ofNullable(users.get(name));
    }

    /** The user of a token. */
    public Optional<User> of(String token) {
        if (!token.startsWith(PREFIX)) {
            return Optional.empty();
        }
        byte[] digest = digest(token).getBytes(StandardCharsets.US_ASCII);
        Optional<User> found = Optional.empty();
        for (User user : all()) {
            // All are compared, each in a time that does not depend on what is equal.
            if (MessageDigest.isEqual(digest, user.digest().getBytes(StandardCharsets.US_ASCII))) {
                found = Optional.of(user);
            }
        }
        return found;
    }

    /** Adds a user; answers its token, which is nowhere else from then on. */
    public synchronized String add(String name, Role role, Instant now)
            throws Refused, IOException {
        if (!NAME.matcher(name).matches()) {
            throw new Refused(
                    "The name of a user has letters, digits and . _ @ -, begins with a letter or"
                            + " digit, and is 63 long at most.");
        }
        if (users.containsKey(name)) {
            throw new Refused("There is a user " + name + " already.");
        }
        return put(name, role, now);
    }

    /** Gives a user another token; the one before is worth nothing from then on. */
    public synchronized String rotate(String name, Instant now) throws Refused, IOException {
        return put(name, known(name).role(), now);
    }

    /** Removes a user; its jobs stay. */
    public synchronized void remove(String name) throws Refused, IOException {
        User user = known(name);
        users.remove(name);
        try {
            write();
        } catch (IOException unwritten) {
            users.put(name, user);
            throw unwritten;
        }
    }

    private User known(String name) throws Refused {
        return named(name).orElseThrow(() -> new Refused("There is no user " + name + "."));
    }

    private String put(String name, Role role, Instant now) throws IOException {
        byte[] drawn = new byte[BYTES];
        random.nextBytes(drawn);
        String token = PREFIX + HexFormat.of().formatHex(drawn);
        Optional<User> before = named(name);
        users.put(name, new User(name, role, digest(token), now.truncatedTo(ChronoUnit.SECONDS)));
        try {
            write();
        } catch (IOException unwritten) {
            users.remove(name);
            before.ifPresent(user -> users.put(name, user));
            throw unwritten;
        }
        return token;
    }

    private void write() throws IOException {
        StringBuilder text = new StringBuilder();
        for (User user : users.values()) {
            text.append(user.name())
                    .append(' ')
                    .append(user.role().word())
                    .append(' ')
                    .append(user.digest())
                    .append(' ')
                    .append(user.since())
                    .append('\n');
        }
        PrivateFile.write(file, text.toString());
    }

    private static String digest(String token) {
        return ContentHash.of(token.getBytes(StandardCharsets.UTF_8));
    }
}
