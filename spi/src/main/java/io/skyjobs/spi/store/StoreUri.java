package io.skyjobs.spi.store;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a bucket, or of an object or a prefix in one.
 *
 * <p>The forms that people write are {@code s3://bucket/key}, {@code gs://bucket/key}, {@code
 * r2://bucket/key}, {@code cos://region/bucket/key}, {@code
 * https://account.blob.core.windows.net/container/key}, and {@code file://bucket/key} for a bucket
 * that is a directory of the control plane's machine.
 *
 * @param store name of the store, as {@code store:} of a storage object has it: {@code s3}, {@code
 *     gcs}, {@code azure}, {@code r2}, {@code ibm} or {@code file}
 * @param area what stands before the bucket: the account of {@code azure}, the region of {@code
 *     ibm}; empty for all others, and for {@code azure} and {@code ibm} where it is the configured
 *     one
 * @param bucket name of the bucket, or of the container
 * @param key key of the object, or prefix; never begins with a slash; empty for the bucket itself
 */
public record StoreUri(String store, String area, String bucket, String key) {
    private static final Pattern AZURE =
            Pattern.compile(
                    "https://([^/.]+)\\.blob\\.core\\.windows\\.net/([^/]+)(?:/(.*))?",
                    Pattern.DOTALL);
    private static final Pattern AREA =
            Pattern.compile("cos://([^/]*)/([^/]+)(?:/(.*))?", Pattern.DOTALL);
    private static final Pattern PLAIN =
            Pattern.compile("(s3|gs|r2|file)://([^/]+)(?:/(.*))?", Pattern.DOTALL);

    /** Reads one of the forms; empty when it is none, names no bucket, or leads out of it. */
    public static Optional<StoreUri> parse(String text) {
        Matcher azure = AZURE.matcher(text);
        if (azure.matches()) {
            return Optional.of(of("azure", azure.group(1), azure.group(2), azure.group(3)));
        }
        Matcher area = AREA.matcher(text);
        if (area.matches()) {
            return Optional.of(of("ibm", area.group(1), area.group(2), area.group(3)));
        }
        Matcher plain = PLAIN.matcher(text);
        if (plain.matches()) {
            String store = plain.group(1).equals("gs") ? "gcs" : plain.group(1);
            // A directory, in which such a step would lead out of the bucket.
            if (store.equals("file") && List.of(text.split("/", -1)).contains("..")) {
                return Optional.empty();
            }
            return Optional.of(of(store, "", plain.group(2), plain.group(3)));
        }
        return Optional.empty();
    }

    private static StoreUri of(
            String store,
            String area,
            String bucket,
            @org.jspecify.annotations.Nullable String key) {
        return new StoreUri(store, area, bucket, key == null ? "" : key);
    }

    /** A bucket of a store. */
    public static StoreUri ofBucket(String store, String area, String bucket) {
        return new StoreUri(store, area, bucket, "");
    }

    /** The bucket that it is in. */
    public StoreUri bucketUri() {
        return new StoreUri(store, area, bucket, "");
    }

    /**
     * What lies below it at a relative path; slashes between the two are put and removed as due.
     */
    public StoreUri resolve(String path) {
        String base = key.isEmpty() || key.endsWith("/") ? key : key + "/";
        return new StoreUri(store, area, bucket, base + path);
    }

    /** The form that people write. */
    @Override
    public String toString() {
        String path = key.isEmpty() ? bucket : bucket + "/" + key;
        return switch (store) {
            case "gcs" -> "gs://" + path;
            case "ibm" -> "cos://" + area + "/" + path;
            case "azure" -> "https://" + area + ".blob.core.windows.net/" + path;
            default -> store + "://" + path;
        };
    }
}
