package io.skyjobs.core.persistence;

import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.webhook.EndpointId;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** An outbox of plain objects, which a {@link MemoryJobStore} changes. */
final class MemoryOutbox implements Outbox {
    private final Map<Line, TreeMap<Long, Entry>> waiting =
            new TreeMap<>(Comparator.comparingLong(Line::job).thenComparing(Line::endpoint));
    private final Map<String, Lapse> lapses = new TreeMap<>();
    private final Map<Long, Map<String, String>> keys = new HashMap<>();

    synchronized void submitted(ManagedJob job, StoreWrite.Submit submit) {
        Map<String, String> own = new TreeMap<>(submit.secrets());
        own.keySet().retainAll(submit.spec().webhookKeys());
        if (!own.isEmpty()) {
            keys.put(job.id(), own);
        }
        for (String endpoint : submit.endpoints()) {
            tell(job, new StoreWrite.Told(endpoint, OutboxWrites.accepted(submit.at())));
        }
    }

    synchronized void tell(ManagedJob next, StoreWrite.Told told) {
        Line line = new Line(told.endpoint(), next.id());
        waiting.computeIfAbsent(line, it -> new TreeMap<>())
                .put(next.version(), new Entry(line, next.version(), told.change()));
    }

    synchronized WriteResult put(StoreWrite.OfOutbox change, LongPredicate live) {
        switch (change) {
            case StoreWrite.Delivered(Line line, long sequence) -> {
                Optional.ofNullable(waiting.get(line)).ifPresent(it -> it.remove(sequence));
            }
            case StoreWrite.Lapsed(Instant before, Instant at) -> lapse(before, at);
            case StoreWrite.KeysUnneeded(OptionalLong job) ->
                    keys.keySet()
                            .removeIf(
                                    id ->
                                            (job.isEmpty() || job.getAsLong() == id)
                                                    && !live.test(id)
                                                    && waiting.keySet().stream()
                                                            .noneMatch(it -> isOf(it, id)));
        }
        waiting.values().removeIf(Map::isEmpty);
        return new WriteResult.Put();
    }

    private static boolean isOf(Line line, long job) {
        return line.job() == job && line.endpoint().startsWith(EndpointId.JOB);
    }

    private void lapse(Instant before, Instant at) {
        waiting.forEach(
                (line, entries) -> {
                    int all = entries.size();
                    entries.values().removeIf(it -> it.change().at().isBefore(before));
                    int gone = all - entries.size();
                    if (gone > 0) {
                        lapses.merge(
                                line.endpoint().startsWith(EndpointId.JOB)
                                        ? EndpointId.JOB
                                        : line.endpoint(),
                                new Lapse(gone, at),
                                (one, two) -> new Lapse(one.messages() + two.messages(), at));
                    }
                });
    }

    @Override
    public synchronized List<Line> lines() {
        return List.copyOf(waiting.keySet());
    }

    @Override
    public synchronized Optional<Entry> oldest(Line line) {
        return Optional.ofNullable(waiting.get(line))
                .map(entries -> entries.firstEntry().getValue());
    }

    @Override
    public synchronized Map<String, Long> waiting() {
        Map<String, Long> counts = new TreeMap<>();
        waiting.forEach(
                (line, entries) -> counts.merge(line.endpoint(), (long) entries.size(), Long::sum));
        return counts;
    }

    @Override
    public synchronized Map<String, Lapse> lapses() {
        return new TreeMap<>(lapses);
    }

    @Override
    public synchronized boolean holdsKeys() {
        return !keys.isEmpty();
    }

    @Override
    public synchronized Map<String, String> keys(long job) {
        return keys.getOrDefault(job, Map.of());
    }
}
