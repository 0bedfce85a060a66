package io.skyjobs.app.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens of signed-in browsers: each says who it is for and how long it lasts, under a seal of this
 * server. Nothing is stored, so a restart ends no session; another token of the server ends all.
 * Safe for use from many threads.
 */
final class Sessions {
    /** How long a session lasts. */
    static final Duration LENGTH = Duration.ofHours(12);

    private static final String PREFIX = "session.";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final InstantSource clock;

    /**
     * A session that began.
     *
     * @param token what the browser sends from now on
     * @param ends when it is worth nothing any more
     */
    record Session(String token, Instant ends) {}

    /**
     * @param secret the token of the server, from which the key of the seals is made
     */
    Sessions(String secret, InstantSource clock) {
        this.key =
                new SecretKeySpec(
                        ("browser sessions " + secret).getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.clock = clock;
    }

    /** Begins a session of a user. */
    Session begin(String user) {
        Instant ends = clock.instant().plus(LENGTH);
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        byte[] said =
                ByteBuffer.allocate(Long.BYTES + name.length)
                        .putLong(ends.getEpochSecond())
                        .put(name)
                        .array();
        return new Session(PREFIX + text(said) + "." + text(seal(said)), ends);
    }

    /** Whether an authorization is that of a session. */
    static boolean isSession(String authorization) {
        return authorization.startsWith("Bearer " + PREFIX);
    }

    /** Whose session a token stands for; empty when it is not ours or is over. */
    Optional<String> user(String token) {
        if (!token.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = token.substring(PREFIX.length()).split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            byte[] said = Base64.getUrlDecoder().decode(parts[0]);
            byte[] seal = Base64.getUrlDecoder().decode(parts[1]);
            if (said.length < Long.BYTES || !MessageDigest.isEqual(seal, seal(said))) {
                return Optional.empty();
            }
            ByteBuffer read = ByteBuffer.wrap(said);
            Instant ends = Instant.ofEpochSecond(read.getLong());
            return clock.instant().isBefore(ends)
                    ? Optional.of(StandardCharsets.UTF_8.decode(read).toString())
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private byte[] seal(byte[] said) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(said);
        } catch (GeneralSecurityException unknown) {
            throw new IllegalStateException("this JDK cannot compute " + ALGORITHM, unknown);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
