package io.skyjobs.providers.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.store.NodeAccess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** How long what nodes are given is good. */
class S3AccessTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir Path home;

    private NodeAccess of(AwsCredentials credentials) {
        S3Login login = new S3Login(S3Kind.S3, S3Stores.context(home, Map.of()));
        return S3Access.of(S3Kind.S3, login, "", credentials, NOW);
    }

    @Test
    void keysOfAnAccountLast() {
        NodeAccess access = of(AwsBasicCredentials.create("id", "secret"));
        assertThat(access.until()).isEmpty();
        assertThat(access.options()).doesNotContainKey("session_token");
    }

    @Test
    void aSessionIsOverSomewhatBeforeItsEnd() {
        NodeAccess access =
                of(
                        AwsSessionCredentials.builder()
                                .accessKeyId("id")
                                .secretAccessKey("secret")
                                .sessionToken("token")
                                .expirationTime(NOW.plus(Duration.ofHours(1)))
                                .build());
        assertThat(access.until()).contains(NOW.plus(Duration.ofMinutes(55)));
        assertThat(access.options()).containsEntry("session_token", "token");
    }

    /** As those of the environment, which somebody may have put anew when it is looked again. */
    @Test
    void aSessionThatDoesNotSayItsEndIsAskedForSoon() {
        NodeAccess access = of(AwsSessionCredentials.create("id", "secret", "token"));
        assertThat(access.until()).contains(NOW.plus(Duration.ofMinutes(15)));
    }
}
