package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.NodeAccess;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a node reaches a store that speaks S3: as a remote of rclone with its own keys. */
final class S3Access {
    /** Ours: before a session ends, so that no call is under way then and clocks may differ. */
    private static final Duration EARLY = Duration.ofMinutes(5);

    /** Ours: how soon a session is asked for again that does not say when it ends. */
    private static final Duration UNKNOWN_END = Duration.ofMinutes(15);

    private S3Access() {}

    /** Whether a session is to be had anew, rather than given to nodes. */
    static boolean endsSoon(AwsCredentials credentials, Instant now) {
        return credentials
                .expirationTime()
                .filter(end -> end.minus(EARLY.multipliedBy(2)).isBefore(now))
                .isPresent();
    }

    /**
     * The way with these credentials.
     *
     * @param now when they were had
     */
    static NodeAccess of(
            S3Kind kind, S3Login login, String area, AwsCredentials credentials, Instant now) {
        Map<String, String> options = new TreeMap<>();
        options.put("type", "s3");
        options.put("env_auth", "false");
        options.put("access_key_id", credentials.accessKeyId());
        options.put("secret_access_key", credentials.secretAccessKey());
        if (credentials instanceof AwsSessionCredentials session) {
            options.put("session_token", session.sessionToken());
        }
        Optional<String> endpoint = login.endpoint(area);
        boolean foreign = kind == S3Kind.S3 && endpoint.isPresent();
        options.put("provider", foreign ? "Other" : kind.rclone());
        endpoint.ifPresent(it -> options.put("endpoint", it));
        options.put("region", login.region(area));
        options.put("force_path_style", Boolean.toString(login.isPathStyle()));
        // Whoever may write to a bucket need not be allowed to make one.
        options.put("no_check_bucket", "true");
        NodeAccess access = NodeAccess.remote(options);
        return credentials instanceof AwsSessionCredentials
                ? access.lentUntil(
                        credentials
                                .expirationTime()
                                .map(end -> end.minus(EARLY))
                                .orElse(now.plus(UNKNOWN_END)))
                : access;
    }
}
