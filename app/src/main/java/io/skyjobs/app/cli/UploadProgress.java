package io.skyjobs.app.cli;

import io.skyjobs.app.api.FileFigures;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * One line that tells how far an upload is, where a person looks. Safe for use from many threads.
 */
final class UploadProgress {
    private static final Duration PACE = Duration.ofMillis(100);
    private static final int WIDTH = 24;

    private final Terminal terminal;
    private final InstantSource clock;
    private Path source = Path.of("");
    private long total;
    private long done;
    private Instant begun = Instant.EPOCH;
    private Instant shown = Instant.EPOCH;

    UploadProgress(Terminal terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    /** A tree is being looked at. */
    synchronized void looking(Path tree) {
        source = tree;
        done = 0;
        terminal.waiting("Looking at " + tree);
    }

    /** Bytes of it were read. */
    synchronized void hashed(long bytes) {
        done += bytes;
        if (due()) {
            terminal.waiting("Looking at " + source + ": " + FileFigures.bytes(done));
        }
    }

    /** So many bytes are about to be sent. */
    synchronized void begin(long bytes) {
        total = bytes;
        done = 0;
        begun = clock.instant();
    }

    /** Bytes were sent. */
    synchronized void sent(long bytes) {
        done += bytes;
        if (due()) {
            terminal.waiting("Uploading " + source + " " + bar() + " " + rate());
        }
    }

    /** Nothing more is to be shown for now. */
    synchronized void over() {
        terminal.waitingOver();
    }

    private boolean due() {
        Instant now = clock.instant();
        boolean due = terminal.isScreen() && Duration.between(shown, now).compareTo(PACE) >= 0;
        shown = due ? now : shown;
        return due;
    }

    private String bar() {
        // A file may be sent again after the way to the server broke.
        long part = Math.min(done, total);
        int filled = total == 0 ? WIDTH : (int) (part * WIDTH / total);
        return "["
                + "#".repeat(filled)
                + "-".repeat(WIDTH - filled)
                + "] "
                + FileFigures.bytes(part)
                + " of "
                + FileFigures.bytes(total);
    }

    private String rate() {
        long millis = Math.max(1, Duration.between(begun, clock.instant()).toMillis());
        return "(" + FileFigures.bytes(done * 1000 / millis) + "/s)";
    }
}
