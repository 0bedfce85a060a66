package io.skyjobs.providers.sim.scenario;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A whole number over time that changes at given moments and holds in between.
 *
 * @param changes its value from each moment on; never empty, and the first is at zero
 */
public record Steps(NavigableMap<Duration, Long> changes) {
    public Steps {
        if (changes.isEmpty() || !changes.firstKey().isZero()) {
            throw new IllegalArgumentException("steps begin at zero");
        }
        changes = Collections.unmodifiableNavigableMap(new TreeMap<>(changes));
    }

    /** Always the same. */
    public static Steps always(long value) {
        return new Steps(new TreeMap<>(Map.of(Duration.ZERO, value)));
    }

    /** Its value at a moment; before the first it is that of the first. */
    public long at(Duration moment) {
        var step = changes.floorEntry(moment);
        return step == null ? changes.firstEntry().getValue() : step.getValue();
    }

    /** When it changes next after a moment. */
    public Optional<Duration> changeAfter(Duration moment) {
        return Optional.ofNullable(changes.higherKey(moment));
    }

    /** Whether it changes at exactly this moment, to less than it was. */
    public boolean fallsAt(Duration moment) {
        var now = changes.get(moment);
        var before = changes.lowerEntry(moment);
        return now != null && before != null && now < before.getValue();
    }
}
