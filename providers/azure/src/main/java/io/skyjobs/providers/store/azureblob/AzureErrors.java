package io.skyjobs.providers.store.azureblob;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.storage.blob.models.BlobStorageException;
import com.microsoft.aad.msal4j.MsalException;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** What the errors of Azure mean, by their codes; nothing is read out of their texts. */
final class AzureErrors {
    static final String BEING_DELETED = "ContainerBeingDeleted";
    private static final String NO_LOGIN = "CREDENTIALS";
    private static final String FAILURE = "AuthorizationFailure";
    private static final int FIRST_SERVER_ERROR = 500;
    private static final Map<String, Kind> KINDS = new HashMap<>();

    static {
        put(Kind.NO_BUCKET, "ContainerNotFound", "ContainerDisabled");
        put(Kind.NO_OBJECT, "BlobNotFound");
        put(
                Kind.AUTH,
                "AuthenticationFailed",
                "InvalidAuthenticationInfo",
                "NoAuthenticationInformation");
        put(
                Kind.DENIED,
                FAILURE,
                "AuthorizationPermissionMismatch",
                "AuthorizationProtocolMismatch",
                "AuthorizationResourceTypeMismatch",
                "AuthorizationServiceMismatch",
                "AuthorizationSourceIPMismatch",
                "InsufficientAccountPermissions",
                "KeyBasedAuthenticationNotPermitted",
                "AccountIsDisabled",
                "BlobImmutableDueToPolicy");
        put(Kind.THROTTLED, "ServerBusy", "TooManyRequests");
        put(
                Kind.CONFLICT,
                "ConditionNotMet",
                "TargetConditionNotMet",
                "SourceConditionNotMet",
                "BlobAlreadyExists");
        put(Kind.INVALID, "CopyAcrossAccountsNotSupported", "BlobArchived");
        // Some of these come with a status that would say that the same again has no use.
        put(
                Kind.INFRASTRUCTURE,
                BEING_DELETED,
                "AccountBeingCreated",
                "InvalidBlockList",
                "PendingCopyOperation",
                "SystemInUse",
                "Md5Mismatch",
                "OperationTimedOut",
                "InternalError");
    }

    private static void put(Kind kind, String... codes) {
        for (String code : codes) {
            KINDS.put(code, kind);
        }
    }

    private AzureErrors() {}

    /**
     * What is told of an error of the SDK.
     *
     * @param what what was being done, as it goes on after "Cannot"
     * @throws RuntimeException the error itself, when it is a defect and none of the outside
     */
    static ObjectStoreException of(RuntimeException error, String what, StoreUri uri) {
        String begin = "Cannot " + what + " " + uri + ": ";
        keepInterrupt(error);
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(begin, error);
        }
        Optional<BlobStorageException> answer = find(error, BlobStorageException.class);
        if (answer.isPresent()) {
            String code = code(answer.get());
            Kind kind = kind(code, answer.get().getStatusCode(), uri);
            return new ObjectStoreException(
                    kind, code, begin + sentence(kind, code) + " (" + code + ").", error);
        }
        if (isOnTheWay(error)) {
            Throwable cause = root(error);
            return new ObjectStoreException(
                    Kind.INFRASTRUCTURE,
                    cause.getClass().getSimpleName(),
                    begin + onTheWay(error) + ".",
                    error);
        }
        boolean ofLogin =
                find(error, ClientAuthenticationException.class).isPresent()
                        || find(error, MsalException.class).isPresent();
        if (ofLogin) {
            return new ObjectStoreException(
                    Kind.AUTH,
                    NO_LOGIN,
                    begin + "the credentials cannot be had: " + firstLine(root(error)) + ".",
                    error);
        }
        if (error instanceof HttpResponseException) {
            return new ObjectStoreException(
                    Kind.INFRASTRUCTURE, "ANSWER", begin + "its answer makes no sense.", error);
        }
        throw error;
    }

    /** Where an interrupt was caught, the thread's mark of it was lost. */
    static void keepInterrupt(RuntimeException error) {
        if (find(error, InterruptedException.class).isPresent()) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was told, in the light of what lets us use the account. */
    static ObjectStoreException with(
            AzureGrant grant, ObjectStoreException told, String what, StoreUri uri) {
        // Whoever has the key may do everything: if not, it is not the key.
        if (grant instanceof AzureGrant.Key && told.code().equals(FAILURE)) {
            return refused(
                    "the key was refused, or the account's network rules keep this machine out ("
                            + FAILURE
                            + ")",
                    told,
                    what,
                    uri);
        }
        if (grant instanceof AzureGrant.Cli && told.code().equals(NO_LOGIN)) {
            return refused("`az` has no login for us; run `az login`", told, what, uri);
        }
        return told;
    }

    private static ObjectStoreException refused(
            String why, ObjectStoreException told, String what, StoreUri uri) {
        return new ObjectStoreException(
                Kind.AUTH, told.code(), "Cannot " + what + " " + uri + ": " + why + ".", told);
    }

    /** Ends a call of a thread that was interrupted before its next request. */
    static void endIfInterrupted(String what, StoreUri uri) throws ObjectStoreException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted("Cannot " + what + " " + uri + ": ", new InterruptedException());
        }
    }

    private static ObjectStoreException interrupted(String begin, Throwable cause) {
        return new ObjectStoreException(
                Kind.INFRASTRUCTURE, "INTERRUPTED", begin + "the call was interrupted.", cause);
    }

    static String code(BlobStorageException error) {
        return Optional.ofNullable(error.getErrorCode())
                .map(Object::toString)
                .filter(code -> !code.isBlank())
                .orElseGet(() -> "HTTP" + error.getStatusCode());
    }

    private static Kind kind(String code, int status, StoreUri uri) {
        Kind known = KINDS.get(code);
        if (known != null) {
            return known;
        }
        return switch (status) {
            case 404 -> uri.key().isEmpty() ? Kind.NO_BUCKET : Kind.NO_OBJECT;
            case 403 -> Kind.DENIED;
            case 401 -> Kind.AUTH;
            case 409, 412 -> Kind.CONFLICT;
            case 408 -> Kind.INFRASTRUCTURE;
            case 429 -> Kind.THROTTLED;
            case 501 -> Kind.INVALID;
            case 507 -> Kind.QUOTA;
            default -> status < FIRST_SERVER_ERROR ? Kind.INVALID : Kind.INFRASTRUCTURE;
        };
    }

    private static String sentence(Kind kind, String code) {
        return switch (kind) {
            case NO_BUCKET -> "there is no such container";
            case NO_OBJECT -> "there is no such object";
            case DENIED -> "this account may not do that";
            case AUTH -> "the credentials were refused; `sky check` says where they come from";
            case INVALID -> "the store does not take such a request";
            case CONFLICT -> "it is another by now";
            case QUOTA -> "the account may not have more";
            case THROTTLED -> "the store asks to wait";
            case INFRASTRUCTURE ->
                    switch (code) {
                        case BEING_DELETED -> "the container is just being removed";
                        case "InvalidBlockList" -> "somebody else wrote it at the same time";
                        default -> "the store failed";
                    };
        };
    }

    private static boolean isOnTheWay(Throwable error) {
        return find(error, IOException.class).isPresent()
                || find(error, TimeoutException.class).isPresent();
    }

    private static String onTheWay(Throwable error) {
        if (find(error, UnresolvedAddressException.class).isPresent()
                || find(error, UnknownHostException.class).isPresent()) {
            return "there is no such server";
        }
        if (find(error, HttpTimeoutException.class).isPresent()
                || find(error, TimeoutException.class).isPresent()) {
            return "its server does not answer";
        }
        if (find(error, ConnectException.class).isPresent()) {
            return "its server does not take connections";
        }
        return firstLine(root(error));
    }

    private static <T extends Throwable> Optional<T> find(Throwable error, Class<T> kind) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return Optional.of(kind.cast(at));
            }
        }
        return Optional.empty();
    }

    private static Throwable root(Throwable error) {
        Throwable at = error;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String firstLine(Throwable error) {
        String text =
                Optional.ofNullable(error.getMessage())
                        .flatMap(it -> it.lines().findFirst())
                        .orElse(error.getClass().getSimpleName());
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
