package io.skyjobs.providers.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStore.Moved;
import io.skyjobs.spi.store.ObjectStore.Presence;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.ObjectStoreFactory;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.testkit.HiddenPackages;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What only GCS has: credentials, its errors, uploads that break, how nodes reach it. */
final class GcsStoreTest {
    @TempDir private Path home;
    private GcsServer server;
    private StoreUri bucket;

    @BeforeEach
    void start() throws Exception {
        server = GcsServer.start();
        bucket = store().bucket("bucket");
        store().create(bucket, Optional.of("europe-west1"));
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(server.mistakes()).isEmpty();
    }

    private ObjectStore of(Map<String, String> section, Map<String, String> environment) {
        return new GcsObjectStore(
                GcsStores.context(home, section, environment, InstantSource.system()),
                Duration.ofMillis(1));
    }

    private ObjectStore store() throws IOException {
        return withKey(server.key());
    }

    private ObjectStore withKey(String key) throws IOException {
        Path file = Files.writeString(home.resolve("key.json"), key);
        return of(
                Map.of("endpoint_url", server.endpoint()),
                Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()));
    }

    private static ObjectStoreException told(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ObjectStoreException.class, call);
    }

    private static boolean isOfObjects(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().contains("/o");
    }

    @Test
    void aKeyThatGoogleDoesNotKnowIsRefused() throws Exception {
        ObjectStore store = withKey(server.foreignKey());
        ObjectStoreException refused = told(() -> store.presence(bucket));
        assertThat(refused.kind()).isEqualTo(Kind.AUTH);
        assertThat(store.readiness().enabled()).isFalse();
        assertThat(store.readiness().hint()).contains("gcloud auth application-default login");

        withKey(server.key());

        assertThat(store.presence(bucket)).isEqualTo(Presence.USABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "{}", "{\"type\": \"none\"}"})
    void aFileThatHoldsNoCredentialsIsNamed(String text) throws Exception {
        ObjectStore store = withKey(text);
        assertThat(store.readiness().enabled()).isFalse();
        assertThat(store.readiness().hint())
                .contains("key.json")
                .contains("holds no credentials of Google")
                .endsWith(".");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        ObjectStore store =
                of(Map.of(), Map.of("GOOGLE_APPLICATION_CREDENTIALS", "~/nowhere.json"));
        assertThat(store.readiness().hint())
                .contains(home.resolve("nowhere.json") + " with GCP credentials is not there");
    }

    @ParameterizedTest
    @CsvSource({
        "429, rateLimitExceeded, THROTTLED, false",
        "403, rateLimitExceeded, THROTTLED, false",
        "503, backendError, INFRASTRUCTURE, false",
        "403, forbidden, DENIED, true",
        "403, quotaExceeded, QUOTA, true",
        "401, authError, AUTH, true",
        "400, invalid, INVALID, true",
        "412, conditionNotMet, CONFLICT, true"
    })
    void errorsAreKnownByTheirReasons(int status, String reason, Kind kind, boolean needsUser)
            throws Exception {
        ObjectStore store = store();
        server.weather(
                exchange -> {
                    if (isOfObjects(exchange)) {
                        GcsServer.error(exchange, status, reason);
                    }
                    return isOfObjects(exchange);
                });
        ObjectStoreException refused = told(() -> store.list(bucket, "", 10));
        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused.needsUser()).isEqualTo(needsUser);
        assertThat(refused.code()).isEqualTo(reason);
        assertThat(refused.sentence()).contains("gs://bucket").endsWith(".");
    }

    @Test
    void whatTheStoreAsksToTryAgainIsTriedAgain() throws Exception {
        ObjectStore store = store();
        AtomicInteger refusals = new AtomicInteger(3);
        server.weather(
                exchange -> {
                    boolean refused = isOfObjects(exchange) && refusals.getAndDecrement() > 0;
                    if (refused) {
                        GcsServer.error(exchange, refusals.get() == 1 ? 429 : 503, "backendError");
                    }
                    return refused;
                });
        store.put(bucket.resolve("a"), new byte[] {1, 2}, PutCondition.ALWAYS);
        assertThat(store.look(bucket.resolve("a")).orElseThrow().size()).isEqualTo(2);
    }

    /** One part is lost on its way, and the store is asked how much of it arrived. */
    @Test
    void anUploadThatBreaksInTheMiddleGoesOn() throws Exception {
        ObjectStore store = store();
        byte[] content = new byte[20 << 20];
        new SplittableRandom(3).nextBytes(content);
        Path file = Files.write(home.resolve("large"), content);
        AtomicInteger parts = new AtomicInteger();
        server.weather(
                exchange -> {
                    String range = exchange.getRequestHeaders().getFirst("Content-Range");
                    boolean breaks =
                            range != null
                                    && !range.startsWith("bytes *")
                                    && parts.incrementAndGet() == 2;
                    if (breaks) {
                        GcsServer.error(exchange, 503, "backendError");
                    }
                    return breaks;
                });
        AtomicLong moved = new AtomicLong();

        store.put(bucket.resolve("large"), file, PutCondition.IF_ABSENT, moved::addAndGet);

        try (var in = store.get(bucket.resolve("large"), 0)) {
            assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
        }
        assertThat(moved).hasValue(content.length);
        assertThat(parts.get()).isGreaterThan(3);
        assertThat(
                        told(() ->
                                        store.put(
                                                bucket.resolve("large"),
                                                file,
                                                PutCondition.IF_ABSENT,
                                                Moved.UNHEARD))
                                .kind())
                .isEqualTo(Kind.CONFLICT);
    }

    @Test
    void aServerThatIsNotThereIsSaid() throws Exception {
        server.close();
        ObjectStoreException gone =
                told(
                        () ->
                                of(Map.of("endpoint_url", "http://127.0.0.1:9"), Map.of())
                                        .list(bucket, "", 1));
        assertThat(gone.kind()).isEqualTo(Kind.INFRASTRUCTURE);
        assertThat(gone.sentence()).contains("does not take connections");
    }

    @Test
    void nodesAreGivenTheKeyInOneLine() throws Exception {
        NodeAccess access = store().access(bucket);
        assertThat(access.options())
                .containsEntry("type", "google cloud storage")
                .containsEntry("bucket_policy_only", "true")
                .containsEntry("endpoint", server.endpoint() + "/storage/v1/")
                .doesNotContainKey("anonymous");
        assertThat(access.options().get("service_account_credentials"))
                .contains("\"type\":\"service_account\"")
                .contains("PRIVATE KEY")
                .doesNotContain("\n");
        assertThat(access.toString()).doesNotContain("PRIVATE KEY");
    }

    /** A login of a person is renewed on the node, by rclone itself. */
    @Test
    void nodesAreGivenALoginThatTheyCanRenew() throws Exception {
        Path login = home.resolve(".config/gcloud/application_default_credentials.json");
        Files.createDirectories(login.getParent());
        Files.writeString(login, server.login());
        ObjectStore store = of(Map.of(), Map.of());
        assertThat(store.access(bucket).options())
                .containsEntry("client_id", "app")
                .containsEntry("client_secret", "secret-of-app")
                .doesNotContainKey("endpoint")
                .hasEntrySatisfying(
                        "token",
                        token ->
                                assertThat(token)
                                        .contains("\"access_token\":\"token-of-the-test-")
                                        .contains(GcsServer.LOGIN));
    }

    @Test
    void anEndpointMayWantNoCredentials() throws Exception {
        ObjectStore store = of(Map.of(), Map.of("STORAGE_EMULATOR_HOST", "127.0.0.1:9"));
        assertThat(store.title()).isEqualTo("GCS at http://127.0.0.1:9");
        assertThat(store.access(bucket).options())
                .containsEntry("anonymous", "true")
                .containsEntry("endpoint", "http://127.0.0.1:9/storage/v1/");
    }

    @Test
    void aMissingProjectIsForTheUser() throws Exception {
        ObjectStore store =
                withKey(server.key().replace("\"project_id\": \"project-of-tests\",", ""));
        ObjectStoreException refused = told(() -> store.create(bucket, Optional.empty()));
        assertThat(refused.kind()).isEqualTo(Kind.AUTH);
        assertThat(refused.sentence()).contains("gcs: {project_id");
        Path tools = Files.createDirectories(home.resolve(".config/gcloud/configurations"));
        Files.writeString(tools.resolve("config_default"), "[core]\nproject = project-of-tests\n");
        store.create(store.bucket("another"), Optional.empty());
        assertThat(store.buckets()).contains("another");
    }

    @Test
    void aBucketOfSomebodyElseIsDenied() throws Exception {
        ObjectStore store = store();
        server.weather(
                exchange -> {
                    boolean theirs = exchange.getRequestURI().getPath().endsWith("/b/theirs/o");
                    if (theirs) {
                        GcsServer.error(exchange, 403, "forbidden");
                    }
                    return theirs;
                });
        assertThat(store.presence(store.bucket("theirs"))).isEqualTo(Presence.DENIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Upper",
                "-begins",
                "ends-",
                "two..dots",
                "192.168.5.4",
                "goog-name",
                "my-google-bucket",
                "g00gle-x"
            })
    void namesThatGcsDoesNotTakeAreTold(String name) {
        ObjectStore store = of(Map.of(), Map.of());
        assertThat(store.nameProblem(name).orElseThrow())
                .startsWith("Invalid store name: name " + name + " ")
                .endsWith(".");
        assertThat(store.nameProblem("fine_name-9.x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"project_id, 'no project!'", "endpoint_url, '127.0.0.1:4443'"})
    void aSettingThatCannotBeUsedIsNamed(String key, String value) {
        assertThatThrownBy(
                        () ->
                                new GcsObjectStoreFactory()
                                        .create(
                                                GcsStores.context(
                                                        home,
                                                        Map.of(key, value),
                                                        Map.of(),
                                                        InstantSource.system())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'gcs." + key + "' is '" + value + "'")
                .hasMessageEndingWith(".");
    }

    /** The SDK's classes are memory that a server without an account never pays. */
    @Test
    void nothingOfTheSdkIsLoadedWhileThereAreNoCredentials() throws Exception {
        try (URLClassLoader withoutSdk =
                HiddenPackages.around(GcsObjectStoreFactory.class, "com.google.")) {
            ObjectStoreFactory factory =
                    (ObjectStoreFactory)
                            withoutSdk
                                    .loadClass(GcsObjectStoreFactory.class.getName())
                                    .getConstructor()
                                    .newInstance();
            Map<String, String> none = new HashMap<>();
            for (ObjectStore store :
                    factory.create(GcsStores.context(home, none, none, InstantSource.system()))) {
                assertThat(store.title()).isEqualTo("GCS");
                assertThat(store.readiness().enabled()).isFalse();
                assertThat(store.readiness().hint()).contains("gcloud auth").endsWith(".");
                store.close();
            }
        }
    }
}
