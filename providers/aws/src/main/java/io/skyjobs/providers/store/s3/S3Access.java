package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.NodeAccess;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a node reaches a store that speaks S3: as a remote of rclone with its own keys. */
final class S3Access {
    private S3Access() {}

    static NodeAccess of(S3Kind kind, S3Login login, String area, AwsCredentials credentials) {
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
        return NodeAccess.remote(options);
    }
}
