package io.skyjobs.core.persistence;

import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.util.Comparator;
import java.util.Optional;

/**
 * In which order jobs are listed. Jobs of the same key follow their ids, in the same direction. A
 * key of a job never changes, so that a page begins where the one before ended.
 *
 * @param key by what
 * @param ascending smallest first
 * @param from key of the job after which the page begins, whose id is the cursor; only for a key
 *     other than the id
 */
public record JobOrder(Key key, boolean ascending, Optional<String> from) {
    /** The newest first. */
    public static final JobOrder NEWEST = new JobOrder(Key.ID, false, Optional.empty());

    /** What jobs can be ordered by. */
    public enum Key {
        /** Their ids, which is the order of submission. */
        ID("id"),
        /** Their names, letter by letter. */
        NAME("name"),
        /** Who submitted them. */
        USER("user_name");

        private final String column;

        Key(String column) {
            this.column = column;
        }

        String column() {
            return column;
        }
    }

    /** The same from the job after which a page begins. */
    public JobOrder after(StoredJob last) {
        return new JobOrder(
                key, ascending, key == Key.ID ? Optional.empty() : Optional.of(text(last)));
    }

    /** Whether it is the order in which jobs are kept. */
    public boolean isNewestFirst() {
        return key == Key.ID && !ascending;
    }

    /** The order as one of jobs. */
    public Comparator<StoredJob> comparator() {
        Comparator<StoredJob> byKey =
                switch (key) {
                    case ID -> Comparator.comparingLong(job -> job.job().id());
                    case NAME, USER -> Comparator.comparing(this::text);
                };
        Comparator<StoredJob> order = byKey.thenComparingLong(job -> job.job().id());
        return ascending ? order : order.reversed();
    }

    /** Whether a job comes after the cursor. */
    boolean isAfter(StoredJob job, long cursor) {
        long id = job.job().id();
        int same = from.map(start -> text(job).compareTo(start)).orElse(0);
        int place = same != 0 ? same : Long.compare(id, cursor);
        return ascending ? place > 0 : place < 0;
    }

    private String text(StoredJob job) {
        return switch (key) {
            case ID -> Long.toString(job.job().id());
            case NAME -> job.header().name();
            case USER -> job.header().user();
        };
    }
}
