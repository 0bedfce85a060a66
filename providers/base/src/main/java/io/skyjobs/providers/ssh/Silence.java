package io.skyjobs.providers.ssh;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * That a host does not answer.
 *
 * @param since when it was first asked in vain, for people
 * @param length how long it was silent while it was being asked
 * @param trouble what stood in the way the last time
 */
record Silence(Instant since, Duration length, String trouble) {
    /** {@code has not answered since 2026-11-25T18:00:00Z: ...}, without a full stop. */
    @Override
    public String toString() {
        return "has not answered since "
                + since.truncatedTo(ChronoUnit.SECONDS)
                + ": "
                + (trouble.endsWith(".") ? trouble.substring(0, trouble.length() - 1) : trouble);
    }
}
