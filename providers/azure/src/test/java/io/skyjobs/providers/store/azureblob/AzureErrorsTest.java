package io.skyjobs.providers.store.azureblob;

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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the answers of Azure mean, as the SDK reads them off the wire. Codes and statuses are those
 * of the pages "Common REST API error codes" and "Blob Storage error codes" of Azure's reference.
 */
@Timeout(60)
final class AzureErrorsTest {
    @TempDir private Path home;
    private CannedServer server;
    private ObjectStore store;
    private StoreUri bucket;

    @BeforeEach
    void open() throws Exception {
        server = new CannedServer();
        store = AzureStores.at(server.endpoint() + "/someaccount", home);
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
        "404, ContainerNotFound, NO_BUCKET",
        "404, BlobNotFound, NO_OBJECT",
        "404, ResourceNotFound, NO_OBJECT",
        "403, AuthorizationPermissionMismatch, DENIED",
        "403, InsufficientAccountPermissions, DENIED",
        "403, AccountIsDisabled, DENIED",
        "403, AuthorizationFailure, AUTH",
        "403, AuthenticationFailed, AUTH",
        "400, InvalidAuthenticationInfo, AUTH",
        "401, NoAuthenticationInformation, AUTH",
        "409, BlobAlreadyExists, CONFLICT",
        "412, ConditionNotMet, CONFLICT",
        "409, ContainerBeingDeleted, INFRASTRUCTURE",
        "409, AccountBeingCreated, INFRASTRUCTURE",
        "400, InvalidBlockList, INFRASTRUCTURE",
        "400, InvalidResourceName, INVALID",
        "400, OutOfRangeInput, INVALID",
        "413, RequestBodyTooLarge, INVALID",
    })
    void eachCodeHasItsKind(int status, String code, Kind kind) {
        server.says(status, code);
        ObjectStoreException told =
                told(() -> store.put(bucket.resolve("key"), new byte[1], PutCondition.ALWAYS));
        assertThat(told.kind()).isEqualTo(kind);
        assertThat(told.code()).isEqualTo(code);
        assertThat(told.sentence())
                .startsWith("Cannot write https://someaccount.blob.core.windows.net/bucket/key: ")
                .endsWith(" (" + code + ").")
                .doesNotContain("Said by a test");
        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "503, ServerBusy, THROTTLED",
        "500, OperationTimedOut, INFRASTRUCTURE",
        "500, InternalError, INFRASTRUCTURE",
        "503, SomethingNew, INFRASTRUCTURE",
    })
    void whatPassesIsTriedAgainAndThenTold(int status, String code, Kind kind) {
        server.says(status, code);
        ObjectStoreException told = told(() -> store.list(bucket, "", 1));
        assertThat(told.kind()).isEqualTo(kind);
        assertThat(told.needsUser()).isFalse();
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void whatPassesIsNotNoticed() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        server.says(
                exchange -> {
                    if (answers.incrementAndGet() < 3) {
                        exchange.getResponseHeaders().set("x-ms-error-code", "ServerBusy");
                        ScriptedServer.send(exchange, 503, "");
                    } else {
                        exchange.getResponseHeaders().set("ETag", "\"0x8D\"");
                        ScriptedServer.send(exchange, 201, "");
                    }
                });
        assertThat(store.put(bucket.resolve("a"), new byte[1], PutCondition.ALWAYS).tag())
                .isEqualTo("0x8D");
        assertThat(answers).hasValue(3);
    }

    @Test
    void aContainerIsThereDeniedOrGone() throws Exception {
        server.says(403, "AuthenticationFailed");
        assertThat(told(() -> store.presence(bucket)).kind()).isEqualTo(Kind.AUTH);
        server.says(403, "AuthorizationPermissionMismatch");
        assertThat(store.presence(bucket)).isEqualTo(Presence.DENIED);
        server.says(404, "ContainerNotFound");
        assertThat(store.presence(bucket)).isEqualTo(Presence.ABSENT);
        server.says(404, "");
        assertThat(store.presence(bucket)).isEqualTo(Presence.ABSENT);
    }

    /** A container goes some time after Azure was told to remove it. */
    @Test
    void aContainerThatIsJustBeingRemovedIsGoneAndCannotBeMadeYet() throws Exception {
        server.says(409, "ContainerBeingDeleted");
        assertThat(store.presence(bucket)).isEqualTo(Presence.ABSENT);
        store.remove(bucket);
        ObjectStoreException told = told(() -> store.create(bucket, Optional.empty()));
        assertThat(told.needsUser()).isFalse();
        assertThat(told.sentence()).contains("is just being removed");
    }

    @Test
    void aContainerOfOursIsMadeAlready() throws Exception {
        server.says(409, "ContainerAlreadyExists");
        store.create(bucket, Optional.empty());
        assertThat(server.asked()).containsExactly("PUT /someaccount/bucket?restype=container");
    }

    /** With the right to this and that only, the same code means that the right is missing. */
    @Test
    void whoHasASignatureIsDeniedWhereAKeyWouldBeRefused() throws Exception {
        ObjectStore signed =
                AzureStores.of(
                        home,
                        server.endpoint() + "/someaccount",
                        Map.of(
                                "AZURE_STORAGE_ACCOUNT",
                                "someaccount",
                                "AZURE_STORAGE_SAS_TOKEN",
                                "?sv=2020-10-02&sig=x"));
        server.says(403, "AuthorizationFailure");
        assertThat(signed.presence(bucket)).isEqualTo(Presence.DENIED);
        assertThat(signed.readiness().enabled()).isTrue();
        assertThat(told(() -> store.presence(bucket)).kind()).isEqualTo(Kind.AUTH);
        assertThat(store.readiness().enabled()).isFalse();
    }

    @Test
    void aLostServerIsNobodysFault() {
        server.close();
        ObjectStoreException told = told(() -> store.list(bucket, "", 1));
        assertThat(told.kind()).isEqualTo(Kind.INFRASTRUCTURE);
        assertThat(told.sentence())
                .isEqualTo(
                        "Cannot list https://someaccount.blob.core.windows.net/bucket: its server"
                                + " does not take connections.");
    }

    @Test
    void contentThatBreaksOffIsNotTakenForTheWhole() throws Exception {
        server.says(
                exchange -> {
                    exchange.getResponseHeaders().set("ETag", "\"0x8D\"");
                    exchange.getResponseHeaders().set("Content-Range", "bytes 0-99/100");
                    exchange.getResponseHeaders()
                            .set("Last-Modified", "Wed, 09 Sep 2009 09:20:02 GMT");
                    exchange.sendResponseHeaders(206, 100);
                    exchange.getResponseBody().write(new byte[40]);
                    exchange.getResponseBody().flush();
                });
        assertThatThrownBy(
                        () -> {
                            try (InputStream in = store.get(bucket.resolve("a"), 0)) {
                                in.readAllBytes();
                            }
                        })
                .isInstanceOfAny(IOException.class, ObjectStoreException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallEndsSoonAfterItsThreadWasInterrupted(boolean isVirtual) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        server.says(
                exchange -> {
                    asked.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
        AtomicReference<Optional<ObjectStoreException>> end =
                new AtomicReference<>(Optional.empty());
        Thread.Builder threads = isVirtual ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread caller =
                threads.start(
                        () ->
                                end.set(
                                        Optional.of(
                                                told(
                                                        () ->
                                                                store.put(
                                                                        bucket.resolve("a"),
                                                                        new byte[9],
                                                                        PutCondition.ALWAYS)))));
        asked.await();
        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        over.countDown();
        assertThat(end.get().orElseThrow().code()).isEqualTo("INTERRUPTED");
    }
}
