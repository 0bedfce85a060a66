package io.skyjobs.providers.store.gcs;

import com.google.api.client.auth.oauth2.TokenResponseException;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the errors of the JSON API mean, by their <a
 * href="https://cloud.google.com/storage/docs/json_api/v1/status-codes">reasons and status
 * codes</a>; nothing is read out of their texts.
 */
final class GcsErrors {
    private static final int UNAUTHORIZED = 401;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final Map<String, Kind> KINDS = new HashMap<>();

    static {
        put(Kind.THROTTLED, "rateLimitExceeded", "userRateLimitExceeded", "usageLimits");
        put(Kind.QUOTA, "quotaExceeded", "limitExceeded", "dailyLimitExceeded");
        put(Kind.AUTH, "authError", "required", "expired");
        put(
                Kind.DENIED,
                "forbidden",
                "insufficientPermissions",
                "accountDisabled",
                "accessNotConfigured",
                "userProjectMissing",
                "retentionPolicyNotMet",
                "objectUnderActiveHold");
        put(Kind.CONFLICT, "conditionNotMet");
        put(Kind.INFRASTRUCTURE, "backendError", "internalError");
    }

    private static void put(Kind kind, String... reasons) {
        for (String reason : reasons) {
            KINDS.put(reason, kind);
        }
    }

    private GcsErrors() {}

    /**
     * What is told of an error.
     *
     * @param what what was being done, as it goes on after "Cannot"
     */
    static ObjectStoreException of(IOException error, String what, StoreUri uri) {
        String begin = "Cannot " + what + " " + uri + ": ";
        if (Thread.currentThread().isInterrupted()) {
            return new ObjectStoreException(
                    Kind.INFRASTRUCTURE, "INTERRUPTED", begin + "the call was interrupted.", error);
        }
        if (isOfLogin(error)) {
            return new ObjectStoreException(
                    Kind.AUTH,
                    "CREDENTIALS",
                    begin
                            + "Google does not take these credentials; make a new key, or run"
                            + " `gcloud auth application-default login`.",
                    error);
        }
        if (error instanceof HttpResponseException answer) {
            String reason = reason(answer);
            Kind kind = kind(reason, answer.getStatusCode(), uri);
            return new ObjectStoreException(
                    kind, reason, begin + sentence(kind) + " (" + reason + ").", error);
        }
        return new ObjectStoreException(
                Kind.INFRASTRUCTURE,
                root(error).getClass().getSimpleName(),
                begin + onTheWay(root(error)) + ".",
                error);
    }

    /** What was told of an object, when its bucket is what is missing. */
    static ObjectStoreException noBucket(ObjectStoreException told, String what, StoreUri uri) {
        return new ObjectStoreException(
                Kind.NO_BUCKET,
                told.code(),
                "Cannot " + what + " " + uri + ": " + sentence(Kind.NO_BUCKET) + ".",
                told);
    }

    /** Whether the answer was that there is no such thing. */
    static boolean isMissing(IOException error) {
        return error instanceof HttpResponseException answer && answer.getStatusCode() == 404;
    }

    /** A token was asked for, and refused for good. */
    private static boolean isOfLogin(IOException error) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            boolean ofTokens =
                    at instanceof TokenResponseException
                            || at.getClass().getPackageName().equals("com.google.auth.oauth2");
            if (ofTokens && !(at instanceof Retryable again && again.isRetryable())) {
                return true;
            }
        }
        return false;
    }

    private static String reason(HttpResponseException error) {
        return Optional.of(error)
                .filter(GoogleJsonResponseException.class::isInstance)
                .map(GoogleJsonResponseException.class::cast)
                .map(GoogleJsonResponseException::getDetails)
                .map(GoogleJsonError::getErrors)
                .filter(all -> !all.isEmpty())
                .map(List::getFirst)
                .map(GoogleJsonError.ErrorInfo::getReason)
                .filter(it -> !it.isBlank())
                .orElseGet(() -> "HTTP" + error.getStatusCode());
    }

    private static Kind kind(String reason, int status, StoreUri uri) {
        Kind known = KINDS.get(reason);
        if (known != null) {
            return known;
        }
        return switch (status) {
            case 404 -> uri.key().isEmpty() ? Kind.NO_BUCKET : Kind.NO_OBJECT;
            case UNAUTHORIZED -> Kind.AUTH;
            case 403 -> Kind.DENIED;
            case 409, 412 -> Kind.CONFLICT;
            case 408 -> Kind.INFRASTRUCTURE;
            case 429 -> Kind.THROTTLED;
            default -> status < FIRST_SERVER_ERROR ? Kind.INVALID : Kind.INFRASTRUCTURE;
        };
    }

    private static String sentence(Kind kind) {
        return switch (kind) {
            case NO_BUCKET -> "there is no such bucket";
            case NO_OBJECT -> "there is no such object";
            case DENIED -> "this account may not do that, or the bucket is somebody else's";
            case AUTH -> "the credentials were refused; `sky check` says where they come from";
            case INVALID -> "the store does not take such a request";
            case CONFLICT -> "it is another by now";
            case QUOTA -> "the account may not have more";
            case THROTTLED -> "the store asks to wait";
            case INFRASTRUCTURE -> "the store failed";
        };
    }

    private static String onTheWay(Throwable cause) {
        return switch (cause) {
            case UnknownHostException unknown -> "there is no server " + unknown.getMessage();
            case ConnectException refused -> "its server does not take connections";
            case SocketTimeoutException silent -> "its server does not answer";
            default ->
                    Optional.ofNullable(cause.getMessage())
                            .flatMap(it -> it.lines().findFirst())
                            .orElse(cause.getClass().getSimpleName());
        };
    }

    private static Throwable root(Throwable error) {
        Throwable at = error;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }
}
