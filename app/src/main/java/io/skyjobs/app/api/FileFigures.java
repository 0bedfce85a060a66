package io.skyjobs.app.api;

import java.time.Duration;
import java.util.Locale;

/** Numbers of files and bytes as people read them. */
public final class FileFigures {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};

    private FileFigures() {}

    /** {@code 320 files, 12.0 MiB}. */
    public static String of(long files, long bytes) {
        return String.format(Locale.ROOT, "%,d", files)
                + (files == 1 ? " file, " : " files, ")
                + bytes(bytes);
    }

    /** {@code 12.0 MiB}, or {@code 999 bytes}. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + (bytes == 1 ? " byte" : " bytes");
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f " : "%.1f ", value) + UNITS[unit];
    }

    /** {@code 1.2 s}. */
    public static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
    }
}
