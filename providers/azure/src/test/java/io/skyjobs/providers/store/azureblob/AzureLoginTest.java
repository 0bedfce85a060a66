package io.skyjobs.providers.store.azureblob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/** Which account is used, and by whose leave. */
final class AzureLoginTest {
    private static final String KEY = "c29tZSBrZXk=";

    @TempDir private Path home;

    private AzureLogin login(Map<String, String> environment) {
        return new AzureLogin(AzureStores.context(home, "", environment));
    }

    private ObjectStore store(String endpoint, Map<String, String> environment) {
        return AzureStores.of(home, endpoint, environment);
    }

    private static String source(AzureLogin login) {
        return login.grant().map(AzureGrant::source).orElse("none");
    }

    private static ObjectStoreException refused(ObjectStore store, StoreUri bucket) {
        return catchThrowableOfType(ObjectStoreException.class, () -> store.presence(bucket));
    }

    @Test
    void theFirstThatIsSetIsUsed() throws Exception {
        Map<String, String> environment = new HashMap<>();
        assertThat(source(login(environment))).isEqualTo("none");
        Path bin = Files.createDirectories(home.resolve("bin"));
        environment.put("PATH", "/nowhere:" + bin);
        Files.createDirectories(home.resolve(".azure"));
        assertThat(source(login(environment))).isEqualTo("none");
        Files.createFile(
                bin.resolve("az"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThat(source(login(environment))).isEqualTo("az login");
        environment.put("AZURE_TENANT_ID", "tenant");
        environment.put("AZURE_CLIENT_ID", "client");
        assertThat(source(login(environment))).isEqualTo("az login");
        environment.put("AZURE_CLIENT_SECRET", "secret");
        assertThat(source(login(environment))).isEqualTo("service principal client");
        environment.put("AZURE_STORAGE_SAS_TOKEN", "?sv=x&sig=y");
        assertThat(login(environment).grant())
                .contains(
                        new AzureGrant.Sas(
                                "AZURE_STORAGE_SAS_TOKEN of the environment", "sv=x&sig=y"));
        environment.put("AZURE_STORAGE_CONNECTION_STRING", "AccountName=other;AccountKey=" + KEY);
        assertThat(source(login(environment)))
                .isEqualTo("AZURE_STORAGE_CONNECTION_STRING of the environment");
        assertThat(login(environment).account()).contains("other");
        environment.put("AZURE_STORAGE_ACCOUNT", "mine");
        assertThat(login(environment).account()).contains("mine");
        assertThat(source(login(environment)))
                .isEqualTo("AZURE_STORAGE_SAS_TOKEN of the environment");
        environment.put("AZURE_STORAGE_KEY", KEY);
        assertThat(source(login(environment))).isEqualTo("AZURE_STORAGE_KEY of the environment");
    }

    @Test
    void aConnectionStringNamesTheEndpoint() {
        AzureLogin usual =
                login(Map.of("AZURE_STORAGE_CONNECTION_STRING", "AccountName=a1b;AccountKey=k"));
        assertThat(usual.foreignEndpoint()).isEmpty();
        assertThat(usual.endpoint("a1b")).isEqualTo("https://a1b.blob.core.windows.net");
        AzureLogin china =
                login(
                        Map.of(
                                "AZURE_STORAGE_CONNECTION_STRING",
                                "AccountName=a1b;AccountKey=k;EndpointSuffix=core.chinacloudapi.cn"));
        assertThat(china.endpoint("a1b")).isEqualTo("https://a1b.blob.core.chinacloudapi.cn");
        AzureLogin signed =
                login(
                        Map.of(
                                "AZURE_STORAGE_CONNECTION_STRING",
                                "BlobEndpoint=https://a1b.blob.core.windows.net/;"
                                        + "SharedAccessSignature=sv=x&sig=y"));
        assertThat(signed.account()).contains("a1b");
        assertThat(signed.endpoint("a1b")).isEqualTo("https://a1b.blob.core.windows.net");
        assertThat(signed.grant())
                .containsInstanceOf(AzureGrant.Sas.class)
                .hasValueSatisfying(it -> assertThat(it.toString()).doesNotContain("sig"));
    }

    @Test
    void nodesOfAzureHaveTheKeyAndAllOthersASignature() throws Exception {
        ObjectStore store = store("", AzureStores.SOME_KEY);
        assertThat(store.access(store.bucket("abc")).options())
                .containsEntry("type", "azureblob")
                .containsEntry("account", "someaccount")
                .containsEntry("key", KEY)
                .hasSize(3);
        ObjectStore emulated = store("http://127.0.0.1:10000/someaccount/", AzureStores.SOME_KEY);
        assertThat(emulated.access(store.bucket("abc")).options())
                .hasSize(2)
                .containsEntry("type", "azureblob")
                .hasEntrySatisfying(
                        "sas_url",
                        it ->
                                assertThat(it)
                                        .startsWith("http://127.0.0.1:10000/someaccount/abc?")
                                        .contains("sr=c", "sp=racwdl", "sig=")
                                        .doesNotContain(KEY));
    }

    @Test
    void aKeyIsOfOneAccount() {
        ObjectStore store = store("", AzureStores.SOME_KEY);
        StoreUri foreign =
                StoreUri.parse("https://another.blob.core.windows.net/abc/key").orElseThrow();
        ObjectStoreException told = refused(store, foreign);
        assertThat(told.kind()).isEqualTo(Kind.AUTH);
        assertThat(told.sentence()).contains("'someaccount'", "'another'", "az login");
    }

    @Test
    void anAccountMustBeNamed() {
        ObjectStore store = store("", Map.of("AZURE_STORAGE_KEY", KEY));
        assertThat(store.readiness().hint()).contains("azure.storage_account").endsWith(".");
        assertThat(refused(store, store.bucket("abc")).kind()).isEqualTo(Kind.AUTH);
    }

    @Test
    void whatIsNoKeyIsSaidBeforeAnybodyIsAsked() {
        ObjectStore store =
                store("", Map.of("AZURE_STORAGE_ACCOUNT", "abc", "AZURE_STORAGE_KEY", "no key!"));
        ObjectStoreException told = refused(store, store.bucket("abc"));
        assertThat(told.kind()).isEqualTo(Kind.AUTH);
        assertThat(told.sentence())
                .startsWith("AZURE_STORAGE_KEY of the environment cannot be used")
                .doesNotContain("no key!");
        assertThat(store.readiness().enabled()).isFalse();
    }

    /** A login is sent by encrypted ways only. */
    @Test
    void aPrincipalCannotBeUsedWithoutEncryption() {
        ObjectStore store = store("http://127.0.0.1:10000/abc", principal("https://127.0.0.1:1"));
        assertThat(refused(store, store.bucket("abc")).code()).isEqualTo("UNUSABLE");
    }

    @Test
    void aPrincipalIsAskedForAtItsAuthority() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        ObjectStore store = store("", principal("https://127.0.0.1:" + closed));
        ObjectStoreException told = refused(store, store.bucket("abc"));
        assertThat(told.kind()).isEqualTo(Kind.INFRASTRUCTURE);
        assertThat(told.sentence()).contains("does not take connections");
    }

    private static Map<String, String> principal(String authority) {
        return Map.of(
                "AZURE_STORAGE_ACCOUNT",
                "abc",
                "AZURE_TENANT_ID",
                "00000000-0000-0000-0000-000000000000",
                "AZURE_CLIENT_ID",
                "client",
                "AZURE_CLIENT_SECRET",
                "secret",
                "AZURE_AUTHORITY_HOST",
                authority);
    }
}
