package io.skyjobs.providers.store.gcs;

import com.google.api.client.http.HttpBackOffIOExceptionHandler;
import com.google.api.client.http.HttpBackOffUnsuccessfulResponseHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.ExponentialBackOff;
import com.google.api.services.storage.Storage;
import com.google.auth.http.HttpCredentialsAdapter;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls the JSON API with the credentials of now, tries again what the store asks to try again, and
 * tells its errors as ours. Safe for use from many threads.
 */
final class GcsCalls {
    private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(10).toMillis();
    private static final int SILENCE_MILLIS = (int) Duration.ofSeconds(60).toMillis();
    private static final int RETRIES = 5;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    private final GcsLogin login;
    private final Duration firstPause;
    private final NetHttpTransport transport = new NetHttpTransport();
    private final AtomicReference<Optional<GcsCredentials>> last =
            new AtomicReference<>(Optional.empty());

    /**
     * @param firstPause before a call is tried again
     */
    GcsCalls(GcsLogin login, Duration firstPause) {
        this.login = login;
        this.firstPause = firstPause;
    }

    /** A call to the store. */
    interface Call<T> {
        T at(Storage storage) throws IOException, ObjectStoreException;
    }

    /** The credentials as they are now, so that what a user puts right is used at once. */
    GcsCredentials credentials() throws ObjectStoreException {
        GcsLogin.Grant grant =
                login.grant()
                        .orElseThrow(
                                () ->
                                        new ObjectStoreException(
                                                Kind.AUTH, "NO_CREDENTIALS", GcsLogin.missing()));
        GcsCredentials now = GcsCredentials.of(grant, last.get());
        last.set(Optional.of(now));
        return now;
    }

    Optional<String> endpoint() {
        return login.endpoint();
    }

    /**
     * Makes a call.
     *
     * @param what what is being done, as it goes on after "Cannot"
     */
    <T> T call(String what, StoreUri uri, Call<T> call) throws ObjectStoreException {
        try {
            return call.at(storage());
        } catch (IOException error) {
            throw GcsErrors.of(error, what, uri);
        }
    }

    /**
     * Makes a call about an object. The store says "not found" of an object and of its bucket
     * alike, so it is asked which of them it means.
     */
    <T> T callOfObject(String what, StoreUri uri, Call<T> call) throws ObjectStoreException {
        try {
            return call(what, uri, call);
        } catch (ObjectStoreException told) {
            if (told.kind() == Kind.NO_OBJECT && isBucketGone(uri)) {
                throw GcsErrors.noBucket(told, what, uri);
            }
            throw told;
        }
    }

    private boolean isBucketGone(StoreUri uri) throws ObjectStoreException {
        try {
            call(
                    "look for",
                    uri.bucketUri(),
                    storage -> storage.objects().list(uri.bucket()).setMaxResults(1L).execute());
            return false;
        } catch (ObjectStoreException told) {
            if (told.kind() == Kind.NO_BUCKET) {
                return true;
            }
            if (told.kind() == Kind.DENIED) {
                return false;
            }
            throw told;
        }
    }

    private Storage storage() throws ObjectStoreException {
        GcsCredentials credentials = credentials();
        Optional<HttpCredentialsAdapter> adapter =
                credentials.google().map(HttpCredentialsAdapter::new);
        Storage.Builder builder =
                new Storage.Builder(
                                transport,
                                GsonFactory.getDefaultInstance(),
                                request -> prepare(request, adapter))
                        .setApplicationName("skyjobs");
        login.endpoint().ifPresent(it -> builder.setRootUrl(it + "/"));
        return builder.build();
    }

    private void prepare(HttpRequest request, Optional<HttpCredentialsAdapter> adapter)
            throws IOException {
        if (adapter.isPresent()) {
            adapter.get().initialize(request);
        }
        request.setConnectTimeout(CONNECT_MILLIS);
        request.setReadTimeout(SILENCE_MILLIS);
        request.setNumberOfRetries(RETRIES);
        request.setIOExceptionHandler(new HttpBackOffIOExceptionHandler(backOff()));
        HttpBackOffUnsuccessfulResponseHandler again =
                new HttpBackOffUnsuccessfulResponseHandler(backOff())
                        .setBackOffRequired(response -> isForLater(response.getStatusCode()));
        Optional<HttpUnsuccessfulResponseHandler> ofToken =
                Optional.ofNullable(request.getUnsuccessfulResponseHandler());
        request.setUnsuccessfulResponseHandler(
                (asked, response, retries) ->
                        (ofToken.isPresent()
                                        && ofToken.get().handleResponse(asked, response, retries))
                                || again.handleResponse(asked, response, retries));
    }

    private static boolean isForLater(int status) {
        return status == REQUEST_TIMEOUT
                || status == TOO_MANY_REQUESTS
                || status >= FIRST_SERVER_ERROR;
    }

    private ExponentialBackOff backOff() {
        int first = (int) firstPause.toMillis();
        return new ExponentialBackOff.Builder()
                .setInitialIntervalMillis(first)
                .setMaxIntervalMillis(25 * first)
                .setMaxElapsedTimeMillis(30_000)
                .build();
    }
}
