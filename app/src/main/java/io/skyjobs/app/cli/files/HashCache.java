package io.skyjobs.app.cli.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hashes of files that were read before, by all that tells whether a file was changed. Losing it
 * costs time only. Safe for use from many threads; of several processes that write it, one wins.
 */
public final class HashCache {
    /** A file that was changed so shortly before it was read may change again unseen. */
    private static final Duration RACY = Duration.ofSeconds(1);

    private static final long KEPT_DAYS = 30;
    private static final int MOST = 2_000_000;
    private static final String HEADER = "skyjobs-hashes 1";

    private final Path file;
    private final long today;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private volatile boolean changed;

    private record Known(String hash, long day) {}

    private HashCache(Path file, Instant now) {
        this.file = file;
        this.today = now.getEpochSecond() / Duration.ofDays(1).toSeconds();
    }

    /** The cache in a file, which may not exist yet; one that cannot be read is empty. */
    public static HashCache in(Path file, Instant now) {
        HashCache cache = new HashCache(file, now);
        try {
            if (Files.isRegularFile(file)) {
                cache.read();
            }
        } catch (IOException | RuntimeException damaged) {
            cache.known.clear();
        }
        return cache;
    }

    private void read() throws IOException {
        try (var reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            if (!HEADER.equals(reader.readLine())) {
                return;
            }
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.split(" ", -1);
                if (words.length == 3 && words[1].length() == 64) {
                    long day = Long.parseLong(words[2]);
                    if (day >= today - KEPT_DAYS) {
                        known.put(words[0], new Known(words[1], day));
                    }
                }
            }
        }
    }

    Optional<String> hash(FileIdentity file) {
        String key = key(file);
        Known found = known.get(key);
        if (found != null && found.day() != today) {
            known.put(key, new Known(found.hash(), today));
            changed = true;
        }
        return Optional.ofNullable(found).map(Known::hash);
    }

    /** Notes a hash that was made of a file at some time. */
    void put(FileIdentity file, String hash, Instant at) {
        if (file.touched().plus(RACY).isBefore(at) && file.changed().plus(RACY).isBefore(at)) {
            known.put(key(file), new Known(hash, today));
            changed = true;
        }
    }

    private static String key(FileIdentity file) {
        return Long.toHexString(file.device())
                + ':'
                + Long.toHexString(file.inode())
                + ':'
                + file.size()
                + ':'
                + nanos(file.changed())
                + ':'
                + nanos(file.touched());
    }

    private static String nanos(Instant at) {
        return at.getEpochSecond() + "." + at.getNano();
    }

    /** Writes it, if there is anything new. That it cannot be written is no trouble. */
    public void save() {
        if (!changed) {
            return;
        }
        Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        try {
            try (var out = Files.newBufferedWriter(draft, StandardCharsets.US_ASCII)) {
                out.write(HEADER + "\n");
                int left = MOST;
                for (Map.Entry<String, Known> entry : known.entrySet()) {
                    if (left-- == 0) {
                        break;
                    }
                    out.write(
                            entry.getKey()
                                    + " "
                                    + entry.getValue().hash()
                                    + " "
                                    + entry.getValue().day()
                                    + "\n");
                }
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            draft.toFile().delete();
        }
    }
}
