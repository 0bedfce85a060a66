package io.skyjobs.providers.store.azureblob;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;

import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;

/**
 * Makes clients of the SDK, which share one way to the network: found as a service it would be
 * looked for where the application's libraries are.
 */
final class AzureClients {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Of one try: all tries together take a minute. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Duration LOGIN = Duration.ofSeconds(10);
    private static final int TRIES = 3;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final AzureLogin login;
    private final HttpClient network =
            new JdkHttpClientBuilder()
                    .connectionTimeout(CONNECT)
                    .writeTimeout(SILENCE)
                    .responseTimeout(SILENCE)
                    .readTimeout(SILENCE)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    AzureClients(AzureLogin login) {
        this.login = login;
    }

    /** A client of one account. */
    BlobServiceClient make(String account, AzureGrant grant) {
        BlobServiceClientBuilder builder =
                new BlobServiceClientBuilder()
                        .endpoint(login.endpoint(account))
                        .httpClient(network)
                        .retryOptions(
                                new RequestRetryOptions(
                                        RetryPolicyType.EXPONENTIAL,
                                        TRIES,
                                        (Duration) null,
                                        SHORTEST_WAIT,
                                        LONGEST_WAIT,
                                        null));
        return switch (grant) {
            case AzureGrant.Key key -> builder.credential(credential(account, key)).buildClient();
            case AzureGrant.Sas sas -> builder.sasToken(sas.token()).buildClient();
            case AzureGrant.Principal principal ->
                    builder.credential(credential(principal)).buildClient();
            case AzureGrant.Cli cli -> builder.credential(ofCli()).buildClient();
        };
    }

    private static StorageSharedKeyCredential credential(String account, AzureGrant.Key key) {
        // The SDK would find out at the first request, and take that for a defect.
        byte[] decoded = Base64.getDecoder().decode(key.key());
        if (decoded.length == 0) {
            throw new IllegalArgumentException("the key is empty");
        }
        return new StorageSharedKeyCredential(account, key.key());
    }

    private TokenCredential credential(AzureGrant.Principal principal) {
        ClientSecretCredentialBuilder builder =
                new ClientSecretCredentialBuilder()
                        .tenantId(principal.tenant())
                        .clientId(principal.client())
                        .clientSecret(principal.secret())
                        .httpClient(network)
                        // Whoever needs a token tries again as a whole.
                        .retryOptions(
                                new RetryOptions(new ExponentialBackoffOptions().setMaxRetries(0)));
        // Whom somebody names, nobody else is asked about.
        login.environment("AZURE_AUTHORITY_HOST")
                .ifPresent(it -> builder.authorityHost(it).disableInstanceDiscovery());
        return builder.build();
    }

    private static TokenCredential ofCli() {
        return new AzureCliCredentialBuilder().processTimeout(LOGIN).build();
    }
}
