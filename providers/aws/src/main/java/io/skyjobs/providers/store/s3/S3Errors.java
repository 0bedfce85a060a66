package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

import java.util.Optional;
import java.util.Set;

/** What the errors of S3 mean, by their codes; nothing is read out of their texts. */
final class S3Errors {
    private static final Set<String> AUTH =
            Set.of(
                    "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "ExpiredToken",
                    "InvalidToken",
                    "TokenRefreshRequired",
                    "UnrecognizedClientException",
                    "RequestTimeTooSkewed",
                    "NotSignedUp",
                    "AccountProblem");
    private static final Set<String> THROTTLED =
            Set.of("SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded");
    private static final Set<String> QUOTA = Set.of("TooManyBuckets", "QuotaExceeded");
    private static final Set<String> INVALID =
            Set.of(
                    "InvalidBucketName",
                    "KeyTooLongError",
                    "InvalidArgument",
                    "EntityTooLarge",
                    "IllegalLocationConstraintException",
                    "InvalidLocationConstraint",
                    "NotImplemented");

    private S3Errors() {}

    /**
     * What is told of an error.
     *
     * @param what what was being done, as it goes on after "Cannot"
     */
    static ObjectStoreException of(SdkException error, String what, StoreUri uri) {
        if (error instanceof AwsServiceException service) {
            String code = code(service);
            Kind kind = kind(code, service.statusCode(), uri);
            return new ObjectStoreException(kind, code, sentence(kind, code, what, uri), error);
        }
        if (error instanceof AbortedException) {
            return new ObjectStoreException(
                    Kind.INFRASTRUCTURE, "INTERRUPTED", "The call was interrupted.", error);
        }
        return new ObjectStoreException(
                Kind.INFRASTRUCTURE,
                error.getClass().getSimpleName(),
                "Cannot " + what + " " + uri + ": " + firstLine(error) + ".",
                error);
    }

    static String code(AwsServiceException error) {
        return Optional.ofNullable(error.awsErrorDetails())
                .map(details -> details.errorCode())
                .filter(code -> !code.isBlank())
                .orElseGet(() -> "HTTP" + error.statusCode());
    }

    private static Kind kind(String code, int status, StoreUri uri) {
        if (code.equals("NoSuchBucket")) {
            return Kind.NO_BUCKET;
        }
        if (code.equals("NoSuchKey") || code.equals("NoSuchUpload")) {
            return Kind.NO_OBJECT;
        }
        if (AUTH.contains(code)) {
            return Kind.AUTH;
        }
        if (THROTTLED.contains(code) || status == 429) {
            return Kind.THROTTLED;
        }
        if (QUOTA.contains(code)) {
            return Kind.QUOTA;
        }
        if (INVALID.contains(code)) {
            return Kind.INVALID;
        }
        return switch (status) {
            case 404 -> uri.key().isEmpty() ? Kind.NO_BUCKET : Kind.NO_OBJECT;
            case 403 -> Kind.DENIED;
            case 401 -> Kind.AUTH;
            case 409 -> code.equals("BucketAlreadyExists") ? Kind.DENIED : Kind.CONFLICT;
            case 412 -> Kind.CONFLICT;
            case 400 -> Kind.INVALID;
            default -> Kind.INFRASTRUCTURE;
        };
    }

    private static String sentence(Kind kind, String code, String what, StoreUri uri) {
        String told =
                switch (kind) {
                    case NO_BUCKET -> "there is no such bucket";
                    case NO_OBJECT -> "there is no such object";
                    case DENIED -> "this account may not do that, or the name is somebody else's";
                    case AUTH ->
                            "the credentials were refused; 'sky check' says where they came from";
                    case INVALID -> "the store does not take such a request";
                    case CONFLICT -> "it is another by now";
                    case QUOTA -> "the account may not have more";
                    case THROTTLED -> "the store asks to wait";
                    case INFRASTRUCTURE -> "the store failed";
                };
        return "Cannot " + what + " " + uri + ": " + told + " (" + code + ").";
    }

    private static String firstLine(Throwable error) {
        String text = String.valueOf(error.getMessage()).lines().findFirst().orElse("no answer");
        int end = text.indexOf(" (SDK Attempt");
        String cut = end < 0 ? text : text.substring(0, end);
        return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
    }
}
