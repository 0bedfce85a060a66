package io.skyjobs.providers.store.azureblob;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;
import io.skyjobs.testkit.ScriptedServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Long lists, of a server that can begin at a key and of one that cannot. */
final class AzureListingTest {
    private static final int ALL = 20_000;

    @TempDir private Path home;
    private final List<String> keys = new ArrayList<>();
    private CannedServer server;
    private ObjectStore store;
    private StoreUri bucket;

    @BeforeEach
    void open() throws Exception {
        for (int number = 0; number < ALL; number++) {
            keys.add("k/%05d".formatted(number));
        }
        server = new CannedServer();
        store = AzureStores.at(server.endpoint() + "/someaccount", home);
        bucket = store.bucket("bucket");
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    private void serve(boolean beginsAtKeys, int largest) {
        server.says(exchange -> page(exchange, beginsAtKeys, largest));
    }

    private void page(HttpExchange exchange, boolean beginsAtKeys, int largest) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        int begin = Integer.parseInt(query.getOrDefault("marker", "0"));
        String from = query.getOrDefault("startFrom", "");
        if (beginsAtKeys && !query.containsKey("marker")) {
            while (begin < ALL && keys.get(begin).compareTo(from) < 0) {
                begin++;
            }
        }
        int size = Math.min(largest, Integer.parseInt(query.getOrDefault("maxresults", "5000")));
        int end = Math.min(ALL, begin + size);
        StringBuilder body = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
        body.append("<EnumerationResults ContainerName=\"bucket\"><Blobs>");
        for (String key : keys.subList(begin, end)) {
            body.append("<Blob><Name>")
                    .append(key)
                    .append("</Name><Properties><Last-Modified>Wed, 09 Sep 2009 09:20:02 GMT")
                    .append("</Last-Modified><Etag>0x8D</Etag><Content-Length>1</Content-Length>")
                    .append("<BlobType>BlockBlob</BlobType></Properties></Blob>");
        }
        body.append("</Blobs><NextMarker>").append(end < ALL ? end : "").append("</NextMarker>");
        ScriptedServer.send(exchange, 200, body.append("</EnumerationResults>").toString());
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private List<String> read(String begin, int limit) throws ObjectStoreException {
        List<String> read = new ArrayList<>();
        String after = begin;
        while (true) {
            List<StoredObject> page = store.list(bucket.resolve("k/"), after, limit);
            if (page.isEmpty()) {
                return read;
            }
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            page.forEach(it -> read.add(it.uri().key()));
            after = page.getLast().uri().key();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLongListIsReadOnce(boolean beginsAtKeys) throws Exception {
        serve(beginsAtKeys, 5_000);
        assertThat(read("", 1_000)).isEqualTo(keys);
        assertThat(server.asked()).hasSizeLessThan(2 * ALL / 1_000);
    }

    /** Pages that end anywhere cost a large page each, and never all that was before. */
    @Test
    void fromTheMiddleNoPageBeginsAnew() throws Exception {
        serve(false, 5_000);
        assertThat(read("k/12345", 700)).isEqualTo(keys.subList(12_346, ALL));
        assertThat(server.asked()).hasSizeLessThan(40);
        int before = server.asked().size();
        serve(true, 5_000);
        assertThat(store.list(bucket, "k/17000", 3).getFirst().uri().key()).isEqualTo("k/17001");
        assertThat(server.asked()).hasSize(before + 1);
    }

    @Test
    void smallPagesOfTheServerAreJoined() throws Exception {
        serve(true, 70);
        assertThat(store.list(bucket, "", 1_000)).hasSize(1_000);
        assertThat(store.list(bucket, "k/00999", 1_000).getLast().uri().key()).isEqualTo("k/01999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"startFrom", "marker"})
    void whatTheServerRefusesToBeginAtIsLookedForFromTheBeginning(String refused) throws Exception {
        serve(false, 5_000);
        store.list(bucket.resolve("k/"), "", 1_000);
        AtomicInteger refusals = new AtomicInteger();
        server.says(
                exchange -> {
                    // The places that it tells now are others than those that it told before.
                    String query = exchange.getRequestURI().getRawQuery();
                    if (query.contains(refused + "=") && refusals.getAndIncrement() == 0) {
                        exchange.getResponseHeaders()
                                .set("x-ms-error-code", "InvalidQueryParameterValue");
                        ScriptedServer.send(exchange, 400, "");
                    } else {
                        page(exchange, false, 5_000);
                    }
                });
        String after = refused.equals("marker") ? "k/00999" : "k/00500";
        List<StoredObject> page = store.list(bucket.resolve("k/"), after, 10);
        assertThat(refusals.get()).isPositive();
        assertThat(page.getFirst().uri().key())
                .isEqualTo(refused.equals("marker") ? "k/01000" : "k/00501");
    }
}
