package io.skyjobs.providers.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStore.Presence;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.ScriptedServer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the answers of S3 mean, as the SDK reads them off the wire. Codes and statuses are those of
 * the page "Error responses" of the S3 API reference, of R2's and of MinIO's.
 */
final class S3ErrorsTest {
    @TempDir private Path home;
    private CannedServer server;
    private ObjectStore store;
    private StoreUri bucket;

    @BeforeEach
    void open() throws Exception {
        server = new CannedServer();
        store = S3Stores.at(server.endpoint(), home);
        bucket = store.bucket("bucket");
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    private static ObjectStoreException told(ThrowingCallable call) {
        return catchThrowableOfType(ObjectStoreException.class, call);
    }

    @ParameterizedTest
    @CsvSource({
        "404, NoSuchBucket, NO_BUCKET",
        "404, NoSuchKey, NO_OBJECT",
        "403, AccessDenied, DENIED",
        "403, AllAccessDisabled, DENIED",
        "409, BucketAlreadyExists, DENIED",
        "403, InvalidAccessKeyId, AUTH",
        "403, SignatureDoesNotMatch, AUTH",
        "403, RequestTimeTooSkewed, AUTH",
        "400, ExpiredToken, AUTH",
        "400, InvalidToken, AUTH",
        "400, TooManyBuckets, QUOTA",
        "507, XMinioStorageFull, QUOTA",
        "400, InvalidBucketName, INVALID",
        "400, KeyTooLongError, INVALID",
        "400, EntityTooLarge, INVALID",
        "405, MethodNotAllowed, INVALID",
        "301, PermanentRedirect, INVALID",
        "400, AuthorizationHeaderMalformed, INVALID",
        "501, NotImplemented, INVALID",
        "412, PreconditionFailed, CONFLICT",
        "409, OperationAborted, INFRASTRUCTURE",
        "409, BucketNotEmpty, INFRASTRUCTURE",
        "404, NoSuchUpload, INFRASTRUCTURE",
        "500, SomethingNew, INFRASTRUCTURE",
    })
    void eachCodeHasItsKind(int status, String code, Kind kind) {
        server.says(status, code);
        ObjectStoreException told =
                told(() -> store.put(bucket.resolve("key"), new byte[1], PutCondition.ALWAYS));
        assertThat(told.kind()).isEqualTo(kind);
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.sentence())
                .startsWith("Cannot write s3://bucket/key: ")
                .endsWith(" (" + code + ").")
                .doesNotContain("Said by a test");
    }

    @ParameterizedTest
    @CsvSource({
        "503, SlowDown, THROTTLED",
        "429, TooManyRequests, THROTTLED",
        "400, RequestTimeout, INFRASTRUCTURE",
        "503, ServiceUnavailable, INFRASTRUCTURE",
        "500, InternalError, INFRASTRUCTURE"
    })
    void whatPassesIsTriedAgainAndThenTold(int status, String code, Kind kind) {
        server.says(status, code);
        ObjectStoreException told = told(() -> store.list(bucket, "", 1));
        assertThat(told.kind()).isEqualTo(kind);
        assertThat(told.needsUser()).isFalse();
        assertThat(server.asked()).hasSizeGreaterThan(1);
    }

    @Test
    void whatPassesIsNotNoticed() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        server.says(
                exchange -> {
                    if (answers.incrementAndGet() < 3) {
                        ScriptedServer.send(exchange, 503, "<Error><Code>SlowDown</Code></Error>");
                    } else {
                        exchange.getResponseHeaders().set("ETag", "\"t\"");
                        ScriptedServer.send(exchange, 200, "");
                    }
                });
        assertThat(store.put(bucket.resolve("a"), new byte[1], PutCondition.ALWAYS).tag())
                .isEqualTo("\"t\"");
        assertThat(answers).hasValue(3);
    }

    /** A HEAD is answered without a body, so a wrong key would look like somebody else's bucket. */
    @Test
    void aBucketIsDeniedOnlyWhenTheKeysAreGood() throws Exception {
        server.says(403, "InvalidAccessKeyId");
        assertThat(told(() -> store.presence(bucket)).kind()).isEqualTo(Kind.AUTH);
        assertThat(told(() -> store.look(bucket.resolve("a"))).kind()).isEqualTo(Kind.AUTH);
        server.says(400, "ExpiredToken");
        assertThat(told(() -> store.presence(bucket)).kind()).isEqualTo(Kind.AUTH);
        server.says(403, "AccessDenied");
        assertThat(store.presence(bucket)).isEqualTo(Presence.DENIED);
        server.says(404, "NoSuchBucket");
        assertThat(store.presence(bucket)).isEqualTo(Presence.ABSENT);
    }

    @Test
    void aNameThatSomebodyElseHasIsDenied() {
        server.says(
                exchange ->
                        ScriptedServer.send(
                                exchange,
                                exchange.getRequestMethod().equals("PUT") ? 409 : 403,
                                exchange.getRequestMethod().equals("PUT")
                                        ? "<Error><Code>BucketAlreadyExists</Code></Error>"
                                        : ""));
        assertThat(told(() -> store.create(bucket, Optional.empty())).kind())
                .isEqualTo(Kind.DENIED);
    }

    @Test
    void aBucketOfOursIsMadeAlready() throws Exception {
        server.says(409, "BucketAlreadyOwnedByYou");
        store.create(bucket, Optional.empty());
        assertThat(server.asked()).containsExactly("PUT /bucket");
    }

    /** R2 says so; the JDK keeps the answer's body to itself. */
    @Test
    void whoIsNotKnownIsToldSo() {
        server.says(401, "Unauthorized");
        ObjectStoreException told =
                told(() -> store.put(bucket.resolve("key"), new byte[1], PutCondition.ALWAYS));
        assertThat(told.kind()).isEqualTo(Kind.AUTH);
    }

    @Test
    void aLostServerIsNobodysFault() {
        server.close();
        ObjectStoreException told = told(() -> store.list(bucket, "", 1));
        assertThat(told.kind()).isEqualTo(Kind.INFRASTRUCTURE);
        assertThat(told.sentence())
                .isEqualTo("Cannot list s3://bucket: its server does not take connections.");
    }

    @Test
    void contentThatBreaksOffIsNotTakenForTheWhole() throws Exception {
        server.says(
                exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write(new byte[40]);
                    exchange.getResponseBody().flush();
                });
        try (InputStream in = store.get(bucket.resolve("a"), 0)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
    }
}
