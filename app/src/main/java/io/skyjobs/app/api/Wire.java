package io.skyjobs.app.api;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What both ends of the API agree on: its version, its names, its limits, and how a field that is
 * missing from JSON is read.
 */
public final class Wire {
    /** Grows when an older client or server would misread a newer one. */
    public static final int VERSION = 1;

    /** Where every path begins. */
    public static final String ROOT = "/api/v1";

    /** Header of requests and replies: {@link #VERSION} of the sender. */
    public static final String VERSION_HEADER = "X-Sky-Wire";

    /** Header of replies: the release of the server. */
    public static final String RELEASE_HEADER = "X-Sky-Version";

    /** Header of log replies: byte offset of the first byte that follows. */
    public static final String OFFSET_HEADER = "X-Sky-Offset";

    /**
     * The greatest request body that is read, in bytes: a task file of 1 MiB in base64, and room.
     */
    public static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    /** The most jobs that one request may submit, cancel or list. */
    public static final int MAX_JOBS = 1000;

    /** Where the server listens unless told otherwise. */
    public static final int DEFAULT_PORT = 46580;

    private Wire() {}

    /** The value, which must be there. */
    static <T> T need(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("the field '" + field + "' is missing");
        }
        return value;
    }

    /** The text, which may be missing and is then empty. */
    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** The list, which may be missing and is then empty. */
    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : List.copyOf(value);
    }

    /** The map, which may be missing and is then empty. */
    static <V> Map<String, V> map(@Nullable Map<String, V> value) {
        return value == null ? Map.of() : Map.copyOf(value);
    }

    /**
     * The value, which may be missing: JSON without the field gives null here, whatever the type.
     */
    @SuppressWarnings("NullableOptional")
    static <T> Optional<T> maybe(@Nullable Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }
}
