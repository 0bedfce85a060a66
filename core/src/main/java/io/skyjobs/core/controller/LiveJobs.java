package io.skyjobs.core.controller;

import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.StorageState;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.store.StoreUri;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The jobs that have not ended, by id: what their mailboxes show is what was last committed, so
 * they can be read without asking the store. Safe for use from many threads.
 */
final class LiveJobs {
    private final Map<Long, JobProcess> byId = new ConcurrentHashMap<>();

    /** Newest first. */
    private final ConcurrentSkipListMap<Long, JobProcess> inOrder =
            new ConcurrentSkipListMap<>(Comparator.reverseOrder());

    @Nullable JobProcess get(long id) {
        return byId.get(id);
    }

    void add(JobProcess process) {
        byId.put(process.job().id(), process);
        inOrder.put(process.job().id(), process);
    }

    void remove(long id) {
        byId.remove(id);
        inOrder.remove(id);
    }

    /** How they all stand. */
    Census census(boolean accepting, LaunchSlots slots) {
        CensusTaking taking = new CensusTaking();
        byId.values().forEach(process -> taking.count(process.job()));
        return taking.census(accepting, slots);
    }

    int size() {
        return byId.size();
    }

    /** The clusters of a provider that attempts stand behind. */
    List<ClusterName> clusters(String provider) {
        List<ClusterName> found = new ArrayList<>();
        for (JobProcess process : byId.values()) {
            for (TaskState task : process.job().tasks()) {
                Stream.concat(
                                task.liveAttempt().stream(),
                                task.standby().map(TaskState.Standby::attempt).stream())
                        .filter(attempt -> attempt.offer().provider().equals(provider))
                        .forEach(attempt -> found.add(attempt.cluster()));
            }
        }
        return found;
    }

    /** The first that match in the query's order, at most as many as are asked for. */
    List<StoredJob> page(JobQuery query) {
        if (!query.order().isNewestFirst()) {
            return candidates(query, Long.MAX_VALUE).stream()
                    .map(JobProcess::stored)
                    .filter(query::matches)
                    .filter(query::isAfterCursor)
                    .sorted(query.order().comparator())
                    .limit(query.limit())
                    .toList();
        }
        long below = query.below().orElse(Long.MAX_VALUE);
        List<StoredJob> page = new ArrayList<>();
        for (JobProcess process : candidates(query, below)) {
            if (page.size() >= query.limit()) {
                break;
            }
            StoredJob job = process.stored();
            if (query.matches(job)) {
                page.add(job);
            }
        }
        return page;
    }

    /** Ids of the trees of files that they need. */
    Set<String> trees() {
        Set<String> trees = new HashSet<>();
        byId.values().forEach(process -> trees.addAll(process.spec().trees().values()));
        return trees;
    }

    /** The jobs that need a bucket, and are not removing what they have in stores. */
    LongStream usersOf(StoreUri bucket) {
        return byId.values().stream()
                .filter(
                        process ->
                                process.job().storage() instanceof StorageState.Preparing
                                        || process.job().storage() instanceof StorageState.Ready)
                .filter(process -> StoragePlan.of(process.spec()).uses(bucket))
                .mapToLong(process -> process.job().id());
    }

    /** Adds to the counts how many match, limit and cursor left aside. */
    void count(JobQuery query, Map<ManagedJobStatus, Long> counts) {
        // Gone through for every page of the queue: no new box for each job, and no order.
        Map<ManagedJobStatus, LongAdder> tally = new EnumMap<>(ManagedJobStatus.class);
        Collection<JobProcess> all =
                query.ids().isEmpty() ? byId.values() : candidates(query, Long.MAX_VALUE);
        for (JobProcess process : all) {
            StoredJob job = process.stored();
            if (query.matches(job)) {
                tally.computeIfAbsent(job.job().status(), status -> new LongAdder()).increment();
            }
        }
        tally.forEach((status, count) -> counts.merge(status, count.sum(), Long::sum));
    }

    private Collection<JobProcess> candidates(JobQuery query, long below) {
        if (query.ids().isEmpty()) {
            return inOrder.tailMap(below, false).values();
        }
        return new TreeSet<>(query.ids())
                .descendingSet().stream()
                        .filter(id -> id < below)
                        .map(byId::get)
                        .filter(Objects::nonNull)
                        .toList();
    }

    /** The first of both, each job once: one that has ended meanwhile is shown as ended. */
    static List<StoredJob> merged(List<StoredJob> live, List<StoredJob> ended, JobQuery query) {
        Set<Long> over = new HashSet<>();
        ended.forEach(job -> over.add(job.job().id()));
        List<StoredJob> all = new ArrayList<>(live);
        all.removeIf(job -> over.contains(job.job().id()));
        all.addAll(ended);
        all.sort(query.order().comparator());
        return List.copyOf(all.subList(0, Math.min(query.limit(), all.size())));
    }
}
