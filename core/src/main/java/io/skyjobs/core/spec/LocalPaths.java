package io.skyjobs.core.spec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/** Makes absolute paths of what users write, and tells paths from bucket addresses. */
final class LocalPaths {
    private static final Set<String> BUCKET_SCHEMES =
            Set.of("s3", "gs", "r2", "cos", "oci", "nebius", "cw", "vastdata", "hf", "file");

    private final SubmitContext context;

    LocalPaths(SubmitContext context) {
        this.context = context;
    }

    /** The absolute path without {@code ~}, {@code .} and {@code ..} that a path means. */
    String absolute(String path) {
        String full = path;
        if (path.equals("~") || path.startsWith("~/")) {
            full = context.home() + path.substring(1);
        } else if (!path.startsWith("/")) {
            full = context.directory() + "/" + path;
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : full.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    /** What to do about a path where nothing is. */
    String hint(String path) {
        return path.contains("$")
                ? "Variables are replaced here from `envs` only; write ~ for your home directory."
                : "Relative paths start at the directory you are in, %s."
                        .formatted(context.directory());
    }

    /** Whether it has the form of an address, known or not. */
    static boolean looksLikeUri(String text) {
        return text.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*://.*");
    }

    /** Whether it is the address of a bucket or of something in one. */
    static boolean isBucket(String text) {
        if (!looksLikeUri(text)) {
            return false;
        }
        String scheme = text.substring(0, text.indexOf("://"));
        return BUCKET_SCHEMES.contains(scheme) || isAzure(text);
    }

    /** The bucket's own name within its address; empty when there is none. */
    static Optional<String> bucketName(String uri) {
        String[] parts = uri.substring(uri.indexOf("://") + 3).split("/", -1);
        boolean second = isAzure(uri) || uri.startsWith("cos://");
        int index = second ? 1 : 0;
        return parts.length > index && !parts[index].isEmpty()
                ? Optional.of(parts[index])
                : Optional.empty();
    }

    /** The region within an address, where its form holds one. */
    static Optional<String> bucketRegion(String uri) {
        return uri.startsWith("cos://")
                ? Optional.of(uri.substring(6).split("/", -1)[0])
                        .filter(region -> !region.isEmpty())
                : Optional.empty();
    }

    private static boolean isAzure(String text) {
        return text.matches("(?s)https://[^/]+\\.blob\\.core\\.windows\\.net/.*");
    }
}
