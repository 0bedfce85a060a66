package io.skyjobs.app.server.files;

import java.time.Duration;

/**
 * How much may be uploaded, and how long it is kept.
 *
 * @param largest the most bytes of one file
 * @param keepFree how many bytes of the disk uploads leave free, for the logs of running jobs
 * @param kept how long what no job needs any more is kept for the next submit
 */
public record FileLimits(long largest, long keepFree, Duration kept) {
    /** What applies unless the configuration says otherwise. */
    public static final FileLimits STANDARD =
            new FileLimits(1L << 40, 512L * 1024 * 1024, Duration.ofHours(24));
}
