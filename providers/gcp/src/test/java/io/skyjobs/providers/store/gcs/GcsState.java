package io.skyjobs.providers.store.gcs;

import com.google.api.client.json.GenericJson;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buckets, objects and unfinished uploads of a {@link GcsServer}. Safe for use from many threads.
 */
final class GcsState {
    private final Map<String, SortedMap<String, Stored>> buckets = new ConcurrentHashMap<>();
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    private final AtomicLong generations = new AtomicLong(1_700_000_000_000_000L);

    /** An object. */
    static final class Stored {
        private final byte[] content;
        private final long generation;
        private final GenericJson metadata;

        Stored(byte[] content, long generation, GenericJson metadata) {
            this.content = content;
            this.generation = generation;
            this.metadata = metadata;
        }

        /** What its writer said of it. */
        GenericJson metadata() {
            return metadata;
        }

        byte[] content() {
            return content;
        }

        long generation() {
            return generation;
        }
    }

    /** An upload of which a part is here. */
    static final class Upload {
        private final GenericJson metadata;
        private final Optional<Long> condition;
        private final byte[] content;

        Upload(GenericJson metadata, Optional<Long> condition, byte[] content) {
            this.metadata = metadata;
            this.condition = condition;
            this.content = content;
        }

        GenericJson metadata() {
            return metadata;
        }

        Optional<Long> condition() {
            return condition;
        }

        byte[] content() {
            return content;
        }
    }

    /** In the order of the bytes of the keys. */
    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    boolean make(String bucket) {
        return buckets.putIfAbsent(bucket, new TreeMap<>(GcsState::compare)) == null;
    }

    Map<String, SortedMap<String, Stored>> buckets() {
        return buckets;
    }

    Optional<SortedMap<String, Stored>> bucket(String name) {
        return Optional.ofNullable(buckets.get(name));
    }

    Map<String, Upload> uploads() {
        return uploads;
    }

    /** Writes an object; empty when the condition does not hold. */
    Optional<Stored> put(
            SortedMap<String, Stored> bucket,
            GenericJson metadata,
            Optional<Long> condition,
            byte[] content) {
        String name = String.valueOf(metadata.get("name"));
        synchronized (bucket) {
            long now = Optional.ofNullable(bucket.get(name)).map(Stored::generation).orElse(0L);
            if (condition.isPresent() && condition.get() != now) {
                return Optional.empty();
            }
            Stored written = new Stored(content, generations.incrementAndGet(), metadata);
            bucket.put(name, written);
            return Optional.of(written);
        }
    }
}
