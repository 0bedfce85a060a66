package io.skyjobs.app.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Codes that a browser signs in with, each once and for a short time, so that no token is ever in
 * an address. Safe for use from many threads.
 */
final class SignInCodes {
    /** How long a code may be used. */
    static final Duration LENGTH = Duration.ofMinutes(5);

    /** So many of one user can wait to be used; the oldest make room. */
    private static final int MOST = 20;

    private static final int BYTES = 24;

    private final RandomGenerator random;
    private final InstantSource clock;
    private final Map<String, Code> waiting = new LinkedHashMap<>();

    private record Code(String user, Instant ends) {}

    /**
     * @param random one whose numbers nobody can guess
     */
    SignInCodes(RandomGenerator random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /** A new code for a user. */
    synchronized String issue(String user) {
        byte[] drawn = new byte[BYTES];
        random.nextBytes(drawn);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
        Instant now = clock.instant();
        waiting.values().removeIf(known -> !now.isBefore(known.ends));
        List<String> own =
                waiting.entrySet().stream()
                        .filter(known -> known.getValue().user.equals(user))
                        .map(Map.Entry::getKey)
                        .toList();
        if (own.size() == MOST) {
            waiting.remove(own.getFirst());
        }
        waiting.put(code, new Code(user, now.plus(LENGTH)));
        return code;
    }

    /** Whom a code was made for; empty when it is not ours, was used, or is too old. */
    synchronized Optional<String> redeem(String code) {
        return Optional.ofNullable(waiting.remove(code))
                .filter(known -> clock.instant().isBefore(known.ends))
                .map(Code::user);
    }
}
