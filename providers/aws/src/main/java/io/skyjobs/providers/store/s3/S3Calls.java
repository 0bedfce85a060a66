package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls one store, with a client for each region and place of credentials, and tells its errors as
 * ours. Safe for use from many threads.
 */
final class S3Calls implements AutoCloseable {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    private final S3Login login;
    private final S3Sources sources;
    private final Map<String, S3Client> clients = new ConcurrentHashMap<>();

    S3Calls(S3Login login, S3Sources sources) {
        this.login = login;
        this.sources = sources;
    }

    /** A call to the store. */
    interface Call<T> {
        T at(S3Client client) throws ObjectStoreException;
    }

    /** A call that answers nothing of use. */
    interface Act {
        void at(S3Client client) throws ObjectStoreException;
    }

    /**
     * Makes a call.
     *
     * @param what what is being done, as it goes on after "Cannot"
     */
    <T> T call(String what, StoreUri uri, Call<T> call) throws ObjectStoreException {
        try {
            return call.at(client(uri));
        } catch (SdkException | LentCredentials.Refused error) {
            throw S3Errors.of(error, what, uri);
        }
    }

    /** Makes a call whose answer is of no use. */
    void act(String what, StoreUri uri, Act act) throws ObjectStoreException {
        call(
                what,
                uri,
                client -> {
                    act.at(client);
                    return uri;
                });
    }

    private S3Client client(StoreUri uri) throws ObjectStoreException {
        S3Sources.Source source = source();
        String endpoint = login.endpoint(uri.area()).orElse("");
        if (!endpoint.isEmpty() && !StoreContext.isAddress(endpoint)) {
            throw new ObjectStoreException(
                    Kind.AUTH,
                    "ENDPOINT",
                    "The endpoint '"
                            + endpoint
                            + "' is no address such as https://minio.example.com:9000.");
        }
        String key =
                String.join("|", uri.area(), source.name(), login.region(uri.area()), endpoint);
        return clients.computeIfAbsent(
                key, it -> S3Clients.make(login, uri.area(), this::credentials));
    }

    /** The credentials of now, whatever they were when a client was made. */
    private AwsCredentials credentials() {
        return sources.first()
                .orElseThrow(() -> new IllegalStateException(login.missing()))
                .provider()
                .resolveCredentials();
    }

    /** Where the credentials come from. */
    S3Sources.Source source() throws ObjectStoreException {
        Optional<S3Sources.Source> source = sources.first();
        if (source.isEmpty()) {
            throw new ObjectStoreException(Kind.AUTH, "NO_CREDENTIALS", login.missing());
        }
        return source.get();
    }

    /**
     * Asks about a name with HEAD, whose answer has no body: what was refused is asked again so
     * that the reason is told.
     */
    static <T> T head(S3Client client, StoreUri uri, Call<T> head) throws ObjectStoreException {
        try {
            return head.at(client);
        } catch (S3Exception bare) {
            if (bare.statusCode() == BAD_REQUEST || bare.statusCode() == FORBIDDEN) {
                client.listObjectsV2(it -> it.bucket(uri.bucket()).prefix(uri.key()).maxKeys(1));
            }
            throw bare;
        }
    }

    @Override
    public void close() {
        clients.values().forEach(S3Client::close);
    }
}
