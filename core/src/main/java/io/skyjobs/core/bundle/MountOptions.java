package io.skyjobs.core.bundle;

import io.skyjobs.core.bundle.NodeMount.Mode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of {@code rclone mount} for a bucket: those of its mode, over them those of its
 * preset, over them what the user set.
 *
 * <p>MOUNT streams what is written straight to the bucket, and {@code close} returns with the
 * upload's result; only files that are opened for both reading and writing go through a cache.
 * Measured with rclone 1.60: with cache mode {@code writes}, {@code close} returns before the
 * upload has begun, whatever the write-back time is.
 */
final class MountOptions {
    private static final String TRANSFERS = "transfers";
    private static final String READ_ONLY = "read-only";

    /** Option of {@code config.mount_cached} to option of rclone. */
    private static final List<String> CACHED =
            List.of(
                    TRANSFERS,
                    "buffer_size",
                    "vfs_cache_max_size",
                    "vfs_cache_max_age",
                    "vfs_read_ahead",
                    "vfs_read_chunk_size",
                    "vfs_read_chunk_streams",
                    "vfs_write_back",
                    "read_only");

    private static final Map<String, Map<String, String>> PRESETS =
            Map.of(
                    "MODEL_CHECKPOINT_RO", preset("16", "32M", "", true),
                    "MODEL_CHECKPOINT_RW", preset("16", "32M", "8", false),
                    "DATASET_RO", preset("0", "8M", "", true),
                    "DATASET_RW", preset("0", "8M", "16", false));

    private MountOptions() {}

    private static Map<String, String> preset(
            String streams, String chunk, String transfers, boolean readOnly) {
        var options = new LinkedHashMap<String, String>();
        options.put("vfs-read-chunk-streams", streams);
        options.put("vfs-read-chunk-size", chunk);
        if (!transfers.isEmpty()) {
            options.put(TRANSFERS, transfers);
        }
        if (readOnly) {
            options.put(READ_ONLY, "true");
        }
        return options;
    }

    /** The options, each one word. */
    static List<String> of(NodeMount mount, String type) {
        var options = new LinkedHashMap<String, String>();
        options.put("dir-cache-time", "10s");
        options.put("vfs-cache-poll-interval", "10s");
        options.put("vfs-write-back", "1s");
        if (mount.mode() == Mode.MOUNT_CACHED) {
            options.put("vfs-cache-mode", "full");
            options.put("vfs-cache-max-size", "10G");
            options.put("vfs-fast-fingerprint", "true");
            mount.preset().ifPresent(name -> options.putAll(PRESETS.getOrDefault(name, Map.of())));
            CACHED.forEach(name -> set(mount, "mount_cached." + name, name, options));
        } else {
            options.put("vfs-cache-mode", "minimal");
            set(mount, "mount.read_only", "read_only", options);
        }
        if (options.containsKey(TRANSFERS)) {
            options.put("checkers", checkers(options.get(TRANSFERS)));
        }
        if (type.equals("s3")) {
            // A streamed upload has at most 10,000 parts, and so at most 156 GiB.
            options.put("s3-chunk-size", "16M");
            // A bucket that was deleted is not to come back by itself.
            options.put("s3-no-check-bucket", "true");
        }
        var words = new ArrayList<String>();
        options.forEach((name, value) -> words.add("--" + name + "=" + value));
        return words;
    }

    private static void set(NodeMount mount, String key, String name, Map<String, String> options) {
        var text = mount.options().get(key);
        if (text != null) {
            var value =
                    text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                            ? text.substring(1, text.length() - 1)
                            : text;
            options.put(name.replace('_', '-'), value);
        }
    }

    /** As the reference system has it: twice as many, fewer for large numbers, at least 4. */
    private static String checkers(String transfers) {
        try {
            var number = Integer.parseInt(transfers);
            return Long.toString(Math.max(4, Math.min(2L * number, Math.round(30 + 1.2 * number))));
        } catch (NumberFormatException leftToRclone) {
            return "8";
        }
    }
}
