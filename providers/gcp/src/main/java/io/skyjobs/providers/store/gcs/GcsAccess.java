package io.skyjobs.providers.store.gcs;

import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.UserCredentials;

import io.skyjobs.spi.store.NodeAccess;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a node reaches the store: as a remote of rclone with the key of the service account, with a
 * login that rclone renews by itself, or else with a token that ends within an hour.
 */
final class GcsAccess {
    /** Ours: tokens are had anew some minutes before they end, by the library. */
    private static final Duration EARLY = Duration.ofMinutes(2);

    private GcsAccess() {}

    static NodeAccess of(GcsCredentials credentials, Optional<String> endpoint) throws IOException {
        Map<String, String> options = new TreeMap<>();
        options.put("type", "google cloud storage");
        // Permissions of single objects are refused by buckets whose permissions are uniform.
        options.put("bucket_policy_only", "true");
        // Whoever may write to a bucket need not be allowed to make one.
        options.put("no_check_bucket", "true");
        endpoint.ifPresent(it -> options.put("endpoint", it + "/storage/v1/"));
        Optional<GoogleCredentials> google = credentials.google();
        if (google.isEmpty()) {
            options.put("anonymous", "true");
        } else if (google.get() instanceof UserCredentials user) {
            options.put("client_id", user.getClientId());
            options.put("client_secret", user.getClientSecret());
            // What has no token of now is not read by rclone as a login at all.
            user.refreshIfExpired();
            options.put("token", token(user.getAccessToken(), user.getRefreshToken()));
            address(credentials).ifPresent(it -> options.put("token_url", it));
        } else if (isKey(credentials)) {
            options.put("service_account_credentials", inOneLine(credentials.text().orElse("")));
        } else {
            google.get().refreshIfExpired();
            AccessToken lent = google.get().getAccessToken();
            options.put("token", token(lent, ""));
            return NodeAccess.remote(options)
                    .lentUntil(lent.getExpirationTime().toInstant().minus(EARLY));
        }
        return NodeAccess.remote(options);
    }

    private static boolean isKey(GcsCredentials credentials) throws IOException {
        return credentials.text().isPresent()
                && "service_account".equals(read(credentials.text().get()).get("type"));
    }

    private static GenericJson read(String text) throws IOException {
        return GsonFactory.getDefaultInstance().fromString(text, GenericJson.class);
    }

    /** A file of options ends a value at its line's end. */
    private static String inOneLine(String text) throws IOException {
        return GsonFactory.getDefaultInstance().toString(read(text));
    }

    /** Where tokens are to be had, when the login says so. */
    private static Optional<String> address(GcsCredentials credentials) throws IOException {
        return credentials.text().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable((String) read(credentials.text().get()).get("token_uri"));
    }

    private static String token(AccessToken lent, String refresh) throws IOException {
        GenericJson token = new GenericJson();
        token.set("access_token", lent.getTokenValue());
        token.set("token_type", "Bearer");
        if (!refresh.isEmpty()) {
            token.set("refresh_token", refresh);
        }
        token.set("expiry", lent.getExpirationTime().toInstant().toString());
        return GsonFactory.getDefaultInstance().toString(token);
    }
}
