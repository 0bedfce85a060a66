package io.skyjobs.providers.store.azureblob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.FluxUtil;
import com.azure.storage.blob.BlobServiceClientBuilder;

import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a login lends to nodes: a signature made with a key that Azure gives for some days. */
final class AzureAccessTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String KEY =
            """
            <?xml version="1.0" encoding="utf-8"?>
            <UserDelegationKey><SignedOid>00000000-0000-0000-0000-000000000001</SignedOid>\
            <SignedTid>00000000-0000-0000-0000-000000000002</SignedTid>\
            <SignedStart>2026-11-26T12:00:00Z</SignedStart>\
            <SignedExpiry>2026-12-03T11:00:00Z</SignedExpiry><SignedService>b</SignedService>\
            <SignedVersion>2020-10-02</SignedVersion><Value>c29tZSBrZXk=</Value>\
            </UserDelegationKey>""";

    @TempDir private Path home;

    @Test
    void aLoginLendsASignatureForSomeDays() {
        List<String> asked = new ArrayList<>();
        HttpClient network =
                request -> {
                    asked.add(request.getHttpMethod() + " " + request.getUrl().getQuery());
                    asked.add(request.getBodyAsBinaryData().toString());
                    return Mono.just(new Answer(request, KEY));
                };
        TokenCredential token =
                request ->
                        Mono.just(
                                new AccessToken(
                                        "token", OffsetDateTime.parse("9999-01-01T00:00:00Z")));
        AzureLogin login =
                new AzureLogin(
                        AzureStores.context(home, "", Map.of("AZURE_STORAGE_ACCOUNT", "abc")));
        String address =
                new AzureAccess(login, new AzureCalls(login), () -> NOW)
                        .address(
                                new BlobServiceClientBuilder()
                                        .endpoint("https://abc.blob.core.windows.net")
                                        .credential(token)
                                        .httpClient(network)
                                        .buildClient(),
                                new AzureGrant.Cli("az login"),
                                StoreUri.ofBucket("azure", "abc", "box"));
        assertThat(asked.getFirst()).isEqualTo("POST restype=service&comp=userdelegationkey");
        assertThat(asked.getLast()).contains("<Expiry>2026-12-03T11:00:00Z</Expiry>");
        assertThat(Duration.between(NOW, Instant.parse("2026-12-03T11:00:00Z")))
                .isLessThan(Duration.ofDays(7));
        assertThat(address)
                .startsWith("https://abc.blob.core.windows.net/box?")
                .contains("skoid=00000000-0000-0000-0000-000000000001", "sr=c", "sp=racwdl", "sig=")
                .contains("se=2026-12-03T11%3A00%3A00Z")
                .doesNotContain("token");
    }

    private static final class Answer extends HttpResponse {
        private final String body;

        Answer(HttpRequest request, String body) {
            super(request);
            this.body = body;
        }

        @Override
        public int getStatusCode() {
            return 200;
        }

        @Deprecated
        @Override
        public String getHeaderValue(String name) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public HttpHeaders getHeaders() {
            return new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, "application/xml");
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return FluxUtil.collectBytesInByteBufferStream(getBody());
        }

        @Override
        public Mono<String> getBodyAsString() {
            return Mono.just(body);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(body);
        }
    }
}
