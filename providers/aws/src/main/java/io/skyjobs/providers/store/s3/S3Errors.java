package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the errors of S3 mean, by their codes; nothing is read out of their texts. */
final class S3Errors {
    private static final int FIRST_SERVER_ERROR = 500;
    private static final Map<String, Kind> KINDS = new HashMap<>();

    static {
        put(Kind.NO_BUCKET, "NoSuchBucket");
        put(Kind.NO_OBJECT, "NoSuchKey", "NoSuchVersion");
        put(
                Kind.AUTH,
                "InvalidAccessKeyId",
                "SignatureDoesNotMatch",
                "ExpiredToken",
                "ExpiredTokenException",
                "InvalidToken",
                "InvalidClientTokenId",
                "TokenRefreshRequired",
                "UnrecognizedClientException",
                "RequestExpired",
                "RequestTimeTooSkewed",
                "NotSignedUp",
                "AccountProblem",
                "Unauthorized");
        put(Kind.DENIED, "AccessDenied", "AllAccessDisabled", "BucketAlreadyExists");
        put(
                Kind.THROTTLED,
                "SlowDown",
                "Throttling",
                "ThrottlingException",
                "TooManyRequests",
                "RequestLimitExceeded",
                "BandwidthLimitExceeded");
        put(Kind.QUOTA, "TooManyBuckets", "QuotaExceeded", "XMinioStorageFull");
        put(Kind.CONFLICT, "PreconditionFailed");
        // Some of these come with a status that would say that the same again has no use.
        put(
                Kind.INFRASTRUCTURE,
                "OperationAborted",
                "ConditionalRequestConflict",
                "BucketNotEmpty",
                "NoSuchUpload",
                "RequestTimeout",
                "BadDigest",
                "IncompleteBody",
                "XAmzContentSHA256Mismatch",
                "InternalError",
                "ServiceUnavailable");
    }

    private static void put(Kind kind, String... codes) {
        for (String code : codes) {
            KINDS.put(code, kind);
        }
    }

    private S3Errors() {}

    /**
     * What is told of an error of the SDK, or of {@link LentCredentials.Refused}.
     *
     * @param what what was being done, as it goes on after "Cannot"
     */
    static ObjectStoreException of(RuntimeException error, String what, StoreUri uri) {
        String begin = "Cannot " + what + " " + uri + ": ";
        if (error instanceof AwsServiceException service) {
            String code = code(service);
            Kind kind = kind(code, service.statusCode(), uri);
            return new ObjectStoreException(
                    kind, code, begin + sentence(kind, code) + " (" + code + ").", error);
        }
        if (error instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            return new ObjectStoreException(
                    Kind.INFRASTRUCTURE, "INTERRUPTED", begin + "the call was interrupted.", error);
        }
        if (error instanceof LentCredentials.Refused refused) {
            return new ObjectStoreException(
                    Kind.AUTH,
                    "CREDENTIALS",
                    begin
                            + "the credentials cannot be had: "
                            + firstLine(cause(refused))
                            + (refused.remedy().isEmpty() ? "" : "; " + refused.remedy())
                            + ".",
                    error);
        }
        return new ObjectStoreException(
                Kind.INFRASTRUCTURE,
                root(error).getClass().getSimpleName(),
                begin + onTheWay(root(error)) + ".",
                error);
    }

    /** What is told of an object of which a request for many said so. */
    static ObjectStoreException ofCode(String code, String what, StoreUri uri) {
        Kind kind = KINDS.getOrDefault(code, Kind.INFRASTRUCTURE);
        return new ObjectStoreException(
                kind,
                code,
                "Cannot " + what + " " + uri + ": " + sentence(kind, code) + " (" + code + ").");
    }

    static String code(AwsServiceException error) {
        return Optional.ofNullable(error.awsErrorDetails())
                .map(details -> details.errorCode())
                .filter(code -> !code.isBlank())
                .orElseGet(() -> "HTTP" + error.statusCode());
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
            case NO_BUCKET -> "there is no such bucket";
            case NO_OBJECT -> "there is no such object";
            case DENIED -> "this account may not do that, or the bucket is somebody else's";
            case AUTH ->
                    code.equals("RequestTimeTooSkewed")
                            ? "the clock of this machine is wrong"
                            : "the credentials were refused; `sky check` says where they come from";
            case INVALID ->
                    code.equals("PermanentRedirect") || code.equals("AuthorizationHeaderMalformed")
                            ? "the bucket is in another region than the configured one"
                            : "the store does not take such a request";
            case CONFLICT -> "it is another by now";
            case QUOTA -> "the account may not have more";
            case THROTTLED -> "the store asks to wait";
            case INFRASTRUCTURE ->
                    code.equals("BucketNotEmpty")
                            ? "somebody still writes to it"
                            : "the store failed";
        };
    }

    private static String onTheWay(Throwable cause) {
        return switch (cause) {
            case UnknownHostException unknown -> "there is no server " + unknown.getMessage();
            case ConnectException refused -> "its server does not take connections";
            case SocketTimeoutException silent -> "its server does not answer";
            default -> firstLine(cause);
        };
    }

    private static Throwable cause(Throwable error) {
        return error.getCause() == null ? error : error.getCause();
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
        int end = text.indexOf(" (SDK Attempt");
        String cut = end < 0 ? text : text.substring(0, end);
        return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
    }
}
