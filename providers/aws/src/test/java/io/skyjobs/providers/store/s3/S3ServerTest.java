package io.skyjobs.providers.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStore.Presence;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** What only S3 has, on a real server: keys and profiles, parts, uploads that nobody finished. */
@TestInstance(Lifecycle.PER_CLASS)
final class S3ServerTest {
    @TempDir private Path directory;
    private S3ProxyServer server;
    private Path home;
    private StoreUri bucket;
    private int number;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        server = S3ProxyServer.start(data);
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        number++;
        home = Files.createDirectories(directory.resolve("home-" + number));
        bucket = StoreUri.ofBucket("s3", "", "bucket-" + number);
        store().create(bucket, Optional.empty());
    }

    private ObjectStore store() {
        return S3Stores.of(S3Kind.S3, home, server.environment());
    }

    private S3Client client() {
        return S3Clients.make(
                new S3Login(S3Kind.S3, S3Stores.context(home, server.environment())),
                "",
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3ProxyServer.ID, S3ProxyServer.SECRET)));
    }

    private ObjectStore ofFiles() {
        return S3Stores.of(S3Kind.S3, home, Map.of("AWS_ENDPOINT_URL", server.endpoint()));
    }

    private void writeCredentials(String profile, String secret) throws Exception {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(
                home.resolve(".aws/credentials"),
                "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                        .formatted(profile, S3ProxyServer.ID, secret));
    }

    @Test
    void aWrongSecretIsRefused() {
        Map<String, String> wrong = new HashMap<>(server.environment());
        wrong.put("AWS_SECRET_ACCESS_KEY", "another");
        ObjectStore store = S3Stores.of(S3Kind.S3, home, wrong);
        ObjectStoreException told =
                catchThrowableOfType(ObjectStoreException.class, () -> store.presence(bucket));
        assertThat(told.kind()).isEqualTo(Kind.AUTH);
        assertThat(store.readiness().enabled()).isFalse();
        assertThat(store.readiness().hint()).contains("credentials were refused");
    }

    @Test
    void keysThatWerePutRightAreUsedAtOnce() throws Exception {
        ObjectStore store = ofFiles();
        assertThat(store.readiness().hint()).contains("aws configure");
        writeCredentials("default", "wrong");
        assertThat(
                        catchThrowableOfType(
                                        ObjectStoreException.class, () -> store.presence(bucket))
                                .kind())
                .isEqualTo(Kind.AUTH);
        writeCredentials("default", S3ProxyServer.SECRET);
        assertThat(store.presence(bucket)).isEqualTo(Presence.USABLE);
        assertThat(store.access(bucket).options())
                .containsEntry("secret_access_key", S3ProxyServer.SECRET);
    }

    @Test
    void profilesAndTheirEndpointsAreUsed() throws Exception {
        writeCredentials("work", S3ProxyServer.SECRET);
        Files.writeString(
                home.resolve("config"),
                "[profile work]\nregion = eu-west-1\nendpoint_url = %s\n"
                        .formatted(server.endpoint()));
        ObjectStore store =
                S3Stores.of(
                        S3Kind.S3,
                        home,
                        Map.of(
                                "AWS_PROFILE",
                                "work",
                                "AWS_CONFIG_FILE",
                                home.resolve("config").toString()));
        assertThat(store.presence(bucket)).isEqualTo(Presence.USABLE);
        assertThat(store.readiness().account()).isEqualTo("profile work");
        NodeAccess access = store.access(bucket);
        assertThat(access.options())
                .containsEntry("type", "s3")
                .containsEntry("provider", "Other")
                .containsEntry("env_auth", "false")
                .containsEntry("access_key_id", S3ProxyServer.ID)
                .containsEntry("region", "eu-west-1")
                .containsEntry("endpoint", server.endpoint())
                .containsEntry("force_path_style", "true");
        assertThat(access.toString()).doesNotContain(S3ProxyServer.SECRET);
    }

    private ObjectStore ofProfile(String properties) throws Exception {
        Files.writeString(
                home.resolve("config"),
                "[profile work]\nregion = eu-west-1\nendpoint_url = %s\n%s"
                        .formatted(server.endpoint(), properties));
        return S3Stores.of(
                S3Kind.S3,
                home,
                Map.of(
                        "AWS_PROFILE",
                        "work",
                        "AWS_CONFIG_FILE",
                        home.resolve("config").toString()));
    }

    @Test
    void aProgramMayBringCredentials() throws Exception {
        Path said =
                Files.writeString(
                        home.resolve("said.json"),
                        """
                        {"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "%s"}"""
                                .formatted(S3ProxyServer.ID, S3ProxyServer.SECRET));
        ObjectStore store = ofProfile("credential_process = cat " + said + "\n");
        assertThat(store.presence(bucket)).isEqualTo(Presence.USABLE);
        assertThat(store.access(bucket).options())
                .containsEntry("secret_access_key", S3ProxyServer.SECRET);
    }

    /** The SDK keeps a session to its last seconds, which are too few for a node. */
    @Test
    void aSessionThatEndsSoonIsHadAnewForNodes() throws Exception {
        Path said = home.resolve("said.sh");
        Files.writeString(
                said,
                """
                echo x >>"%1$s"
                echo '{"Version": 1, "AccessKeyId": "id", "SecretAccessKey": "s",
                  "SessionToken": "'$(wc -l <"%1$s")'", "Expiration": "%2$s"}'
                """
                        .formatted(
                                home.resolve("asked"), Instant.now().plus(Duration.ofMinutes(9))));
        ObjectStore store = ofProfile("credential_process = sh " + said + "\n");
        assertThat(store.access(bucket).options()).containsEntry("session_token", "2");
        assertThat(store.access(bucket).options()).containsEntry("session_token", "3");
    }

    /** The library that signs on is there, and says that nobody has. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sso_session = corp\n\n[sso-session corp]\nsso_region = eu-west-1\n",
                "sso_region = eu-west-1\n"
            })
    void whoMustSignOnIsTold(String place) throws Exception {
        ObjectStore store =
                ofProfile(
                        "sso_account_id = 111122223333\nsso_role_name = Training\n"
                                + place
                                + "sso_start_url = https://none.example/start-"
                                + UUID.randomUUID()
                                + "\n");
        ObjectStoreException told =
                catchThrowableOfType(ObjectStoreException.class, () -> store.presence(bucket));
        assertThat(told.kind()).isEqualTo(Kind.AUTH);
        assertThat(told.sentence())
                .contains("SSO")
                .doesNotContain("class path")
                .endsWith("; run `aws sso login --profile work`.");
        assertThat(store.readiness().hint()).contains("aws sso login --profile work");
    }

    @Test
    void uploadsThatNobodyFinishedGoWithTheirPrefixAndTheirBucket() throws Exception {
        try (S3Client client = client()) {
            begin(client, "job-1/big");
            begin(client, "job-10/big");
            store().deleteAll(bucket.resolve("job-1/"));
            assertThat(unfinished(client)).containsExactly("job-10/big");
            store().put(bucket.resolve("a"), new byte[1], PutCondition.ALWAYS);
            store().remove(bucket);
            assertThat(store().presence(bucket)).isEqualTo(Presence.ABSENT);
        }
    }

    private void begin(S3Client client, String key) {
        client.createMultipartUpload(it -> it.bucket(bucket.bucket()).key(key));
    }

    private List<String> unfinished(S3Client client) {
        return client.listMultipartUploads(it -> it.bucket(bucket.bucket())).uploads().stream()
                .map(it -> it.key())
                .toList();
    }

    @Test
    void ofAnInterruptedUploadNoPartStays() throws Exception {
        Path file = Files.write(directory.resolve("big"), new byte[40 << 20]);
        ObjectStore store = store();
        Thread self = Thread.currentThread();
        ObjectStoreException told =
                catchThrowableOfType(
                        ObjectStoreException.class,
                        () ->
                                store.put(
                                        bucket.resolve("big"),
                                        file,
                                        PutCondition.ALWAYS,
                                        moved -> self.interrupt()));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(told.code()).isEqualTo("INTERRUPTED");
        assertThat(store.look(bucket.resolve("big"))).isEmpty();
        try (S3Client client = client()) {
            assertThat(unfinished(client)).isEmpty();
        }
    }

    @Test
    void conditionsHoldForObjectsInPartsToo() throws Exception {
        Path file = Files.write(directory.resolve("big"), new byte[20 << 20]);
        ObjectStore store = store();
        StoreUri object = bucket.resolve("big");
        store.put(object, new byte[1], PutCondition.ALWAYS);
        ObjectStoreException told =
                catchThrowableOfType(
                        ObjectStoreException.class,
                        () ->
                                store.put(
                                        object,
                                        file,
                                        PutCondition.IF_ABSENT,
                                        ObjectStore.Moved.UNHEARD));
        assertThat(told.kind()).isEqualTo(Kind.CONFLICT);
        assertThat(store.look(object).orElseThrow().size()).isEqualTo(1);
        try (S3Client client = client()) {
            assertThat(unfinished(client)).isEmpty();
        }
    }

    @Test
    void hugeObjectsAreCopiedInParts() throws Exception {
        byte[] content = new byte[(12 << 20) + 5];
        new SplittableRandom(3).nextBytes(content);
        StoreUri from = bucket.resolve("from \u00fc+%");
        store().put(from, content, PutCondition.ALWAYS);
        try (S3Client client = client()) {
            new S3Copy(client, from, bucket.resolve("to")).inParts(content.length, 5 << 20);
        }
        try (var in = store().get(bucket.resolve("to"), 0)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void keysOfOtherStoresAreFoundWhereTheirToolsHaveThem() throws Exception {
        Files.createDirectories(home.resolve(".cloudflare"));
        Files.writeString(home.resolve(".cloudflare/accountid"), "0123abcd\n");
        Files.writeString(
                home.resolve(".cloudflare/r2.credentials"),
                "[r2]\naws_access_key_id = r2id\naws_secret_access_key = r2secret\n");
        ObjectStore r2 = S3Stores.of(S3Kind.R2, home, Map.of());
        assertThat(r2.access(r2.bucket("b")).options())
                .containsEntry("endpoint", "https://0123abcd.r2.cloudflarestorage.com")
                .containsEntry("provider", "Cloudflare")
                .containsEntry("region", "auto")
                .containsEntry("access_key_id", "r2id");
        Files.createDirectories(home.resolve(".ibm"));
        Files.write(
                home.resolve(".ibm/credentials.yaml"),
                "access_key_id: \"ibmid\"\nsecret_access_key: ibmsecret\n"
                        .getBytes(StandardCharsets.UTF_8));
        ObjectStore ibm = S3Stores.of(S3Kind.IBM, home, Map.of());
        StoreUri there = StoreUri.parse("cos://eu-de/b/key").orElseThrow();
        assertThat(ibm.access(there).options())
                .containsEntry("endpoint", "https://s3.eu-de.cloud-object-storage.appdomain.cloud")
                .containsEntry("provider", "IBMCOS")
                .containsEntry("region", "eu-de")
                .containsEntry("access_key_id", "ibmid")
                .containsEntry("secret_access_key", "ibmsecret");
        assertThat(ibm.bucket("b")).hasToString("cos://us-south/b");
    }

    @Test
    void r2SpeaksToItsEndpoint() throws Exception {
        Files.createDirectories(home.resolve(".cloudflare"));
        Files.writeString(
                home.resolve(".cloudflare/r2.credentials"),
                "[mine]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                        .formatted(S3ProxyServer.ID, S3ProxyServer.SECRET));
        ObjectStore r2 =
                new S3ObjectStore(
                        S3Kind.R2,
                        new StoreContext(
                                home,
                                home,
                                Map.of(
                                        "r2",
                                        Map.of(
                                                "endpoint_url",
                                                server.endpoint(),
                                                "profile",
                                                "mine")),
                                Map.of(),
                                InstantSource.system()));
        StoreUri object = r2.bucket(bucket.bucket()).resolve("a");
        r2.put(object, new byte[3], PutCondition.ALWAYS);
        assertThat(store().look(bucket.resolve("a")).orElseThrow().size()).isEqualTo(3);
        assertThat(r2.list(object, "", 10).getFirst().uri())
                .hasToString("r2://bucket-" + number + "/a");
    }
}
