package io.skyjobs.providers.store.azureblob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStore.Presence;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;
import io.skyjobs.testkit.ObjectStoreContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * On Azurite, which checks signatures as Azure does. {@code SKY_TEST_AZURITE} names a running one:
 * {@code ENDPOINT ACCOUNT KEY}, with the account in the endpoint's path.
 */
@Tag("peer")
@EnabledIfEnvironmentVariable(named = "SKY_TEST_AZURITE", matches = ".+")
final class AzuriteTest extends ObjectStoreContract {
    private StoreUri mine = StoreUri.ofBucket("azure", "", "none");

    private static String part(int number) {
        return System.getenv("SKY_TEST_AZURITE").split(" ", -1)[number];
    }

    private static Map<String, String> environment() {
        return Map.of("AZURE_STORAGE_ACCOUNT", part(1), "AZURE_STORAGE_KEY", part(2));
    }

    private ObjectStore store(Map<String, String> environment) {
        return AzureStores.of(directory, part(0), environment);
    }

    @Override
    protected ObjectStore store() {
        return store(environment());
    }

    @BeforeEach
    void openMine() throws ObjectStoreException {
        mine = store().bucket("mine-" + UUID.randomUUID());
        store().create(mine, Optional.empty());
    }

    @AfterEach
    void removeMine() throws ObjectStoreException {
        store().remove(mine);
    }

    private BlobContainerClient container() {
        AzureLogin login = new AzureLogin(AzureStores.context(directory, part(0), environment()));
        return AzureCalls.container(
                new AzureClients(login).make(part(1), login.grant().orElseThrow()), mine);
    }

    private List<String> withUnfinished() {
        ListBlobsOptions options =
                new ListBlobsOptions()
                        .setDetails(new BlobListDetails().setRetrieveUncommittedBlobs(true));
        return container().listBlobs(options, null).stream().map(BlobItem::getName).toList();
    }

    @Test
    void aWrongKeyIsRefused() {
        Map<String, String> wrong = new HashMap<>(environment());
        String key = "another key".repeat(3);
        wrong.put(
                "AZURE_STORAGE_KEY",
                Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.US_ASCII)));
        ObjectStore store = store(wrong);
        ObjectStoreException told =
                catchThrowableOfType(ObjectStoreException.class, () -> store.presence(mine));
        assertThat(told.kind()).isEqualTo(Kind.AUTH);
        assertThat(store.readiness().enabled()).isFalse();
        assertThat(store.readiness().hint()).contains("the key was refused");
    }

    @Test
    void aConnectionStringIsEnough() throws Exception {
        String connection =
                "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;BlobEndpoint=%s;"
                        .formatted(part(1), part(2), part(0));
        ObjectStore store =
                new AzureObjectStore(
                        AzureStores.context(
                                directory,
                                "",
                                Map.of("AZURE_STORAGE_CONNECTION_STRING", connection)));
        assertThat(store.presence(mine)).isEqualTo(Presence.USABLE);
        assertThat(store.bucket("b").area()).isEqualTo(part(1));
    }

    /** What nodes are given is good for the container and no other. */
    @Test
    void aSignatureOfOneContainerIsEnoughForIt() throws Exception {
        store().put(mine.resolve("a b"), new byte[3], PutCondition.ALWAYS);
        String address = String.valueOf(store().access(mine).options().get("sas_url"));
        assertThat(address).startsWith(part(0) + "/" + mine.bucket() + "?");
        Map<String, String> lent =
                Map.of(
                        "AZURE_STORAGE_ACCOUNT",
                        part(1),
                        "AZURE_STORAGE_SAS_TOKEN",
                        address.substring(address.indexOf('?')));
        ObjectStore node = store(lent);
        assertThat(node.look(mine.resolve("a b")).orElseThrow().size()).isEqualTo(3);
        node.copy(mine.resolve("a b"), mine.resolve("copy"));
        assertThat(node.list(mine, "", 10)).hasSize(2);
        assertThat(node.access(mine).options()).containsEntry("sas_url", address);
        StoreUri other = store().bucket("other-" + UUID.randomUUID());
        store().create(other, Optional.empty());
        try {
            ObjectStoreException told =
                    catchThrowableOfType(
                            ObjectStoreException.class,
                            () -> node.put(other.resolve("a"), new byte[1], PutCondition.ALWAYS));
            assertThat(told.kind()).isIn(Kind.AUTH, Kind.DENIED);
        } finally {
            store().remove(other);
        }
    }

    @Test
    void uploadsThatNobodyFinishedGoWithTheirPrefix() throws Exception {
        for (String key : List.of("job-1/big", "job-10/big")) {
            container()
                    .getBlobClient(key)
                    .getBlockBlobClient()
                    .stageBlock("AAAA", new ByteArrayInputStream(new byte[9]), 9);
        }
        assertThat(withUnfinished()).containsExactly("job-1/big", "job-10/big");
        store().deleteAll(mine.resolve("job-1/"));
        assertThat(withUnfinished()).containsExactly("job-10/big");
        assertThat(store().look(mine.resolve("job-10/big"))).isEmpty();
    }

    @Test
    void ofAnInterruptedUploadThereIsNoObject() throws Exception {
        Path file = Files.write(directory.resolve("interrupted"), new byte[80 << 20]);
        ObjectStore store = store();
        Thread self = Thread.currentThread();
        ObjectStoreException told =
                catchThrowableOfType(
                        ObjectStoreException.class,
                        () ->
                                store.put(
                                        mine.resolve("big"),
                                        file,
                                        PutCondition.ALWAYS,
                                        moved -> self.interrupt()));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(told.code()).isEqualTo("INTERRUPTED");
        assertThat(store.look(mine.resolve("big"))).isEmpty();
    }

    @Test
    void conditionsHoldForObjectsInBlocksToo() throws Exception {
        Path file = Files.write(directory.resolve("blocks"), new byte[20 << 20]);
        ObjectStore store = store();
        StoreUri object = mine.resolve("big");
        StoredObject first = store.put(object, new byte[1], PutCondition.ALWAYS);
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
        StoredObject second =
                store.put(
                        object,
                        file,
                        new PutCondition.IfUnchanged(first.tag()),
                        ObjectStore.Moved.UNHEARD);
        assertThat(store.look(object)).map(StoredObject::tag).contains(second.tag());
        assertThat(store.list(mine, "", 1).getFirst().tag()).isEqualTo(second.tag());
    }

    @Test
    void aListGoesOnAfterKeysThatAreGoneAndKeysThatNoListEndedWith() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            String key = "k/%02d".formatted(number);
            keys.add(key);
            store().put(mine.resolve(key), new byte[1], PutCondition.ALWAYS);
        }
        ObjectStore store = store();
        List<String> read = new ArrayList<>();
        String after = "k/05";
        while (true) {
            List<StoredObject> page = store.list(mine.resolve("k/"), after, 7);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(it -> read.add(it.uri().key()));
            after = page.getLast().uri().key();
            store.delete(mine.resolve(after));
        }
        assertThat(read).containsExactlyElementsOf(keys.subList(6, 40));
    }
}
