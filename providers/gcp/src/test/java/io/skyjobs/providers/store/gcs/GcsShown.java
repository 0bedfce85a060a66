package io.skyjobs.providers.store.gcs;

import com.google.api.client.json.GenericJson;

import io.skyjobs.providers.store.gcs.GcsState.Stored;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** What a {@link GcsServer} tells of an object. */
final class GcsShown {
    private GcsShown() {}

    static GenericJson of(String endpoint, String bucket, String name, Stored object) {
        String link = endpoint + "/download/storage/v1/b/" + bucket + "/o/" + escaped(name);
        String now = Instant.ofEpochMilli(object.generation() / 1_000).toString();
        GenericJson shown =
                new GenericJson()
                        .set("bucket", bucket)
                        .set("name", name)
                        .set("size", Integer.toString(object.content().length))
                        .set("generation", Long.toString(object.generation()))
                        .set("md5Hash", md5(object.content()))
                        .set("mediaLink", link + "?alt=media")
                        .set("timeCreated", now)
                        .set("updated", now);
        for (String kept : List.of("contentType", "metadata")) {
            if (object.metadata().get(kept) != null) {
                shown.set(kept, object.metadata().get(kept));
            }
        }
        return shown;
    }

    private static String escaped(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String md5(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
