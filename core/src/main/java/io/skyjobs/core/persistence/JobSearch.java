package io.skyjobs.core.persistence;

import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds jobs by what people filter by: live ones through the index of live rows, ended ones in the
 * history; newest first and by key, never by offset.
 */
final class JobSearch {
    private final Session session;
    private final JobQuery query;

    JobSearch(Session session, JobQuery query) {
        this.session = session;
        this.query = query;
    }

    /** One portion of the ids that are asked for, or all jobs. */
    private interface Portion {
        List<StoredJob> page(Optional<List<Long>> ids, int limit) throws SQLException;
    }

    List<StoredJob> jobs() throws SQLException {
        return paged(this::page);
    }

    List<StoredJob> ended() throws SQLException {
        return paged(this::history);
    }

    private List<StoredJob> paged(Portion pages) throws SQLException {
        if (query.ids().isEmpty()) {
            return pages.page(Optional.empty(), query.limit());
        }
        List<StoredJob> found = new ArrayList<>();
        for (List<Long> portion : InList.portions(new TreeSet<>(query.ids()).descendingSet())) {
            if (found.size() < query.limit()) {
                found.addAll(pages.page(Optional.of(portion), query.limit() - found.size()));
            }
        }
        return found;
    }

    /**
     * A job that ends between the two selects is in both; one that is in neither does not exist.
     */
    private List<StoredJob> page(Optional<List<Long>> ids, int limit) throws SQLException {
        JobFilter live = filter("j.status", "h", ids);
        query.below().ifPresent(below -> live.and("j.id < ?", below));
        List<StoredJob> found =
                new ArrayList<>(
                        session.rows(
                                "select "
                                        + JobRows.COLUMNS
                                        + " from job j join job_header h on h.id = j.id"
                                        + " where j.live = 1"
                                        + live.text()
                                        + " order by j.id desc limit ?",
                                live.argumentsAnd((long) limit),
                                JobRows::read));
        List<StoredJob> history = history(ids, limit);
        Set<Long> over = new HashSet<>();
        history.forEach(job -> over.add(job.job().id()));
        found.removeIf(job -> over.contains(job.job().id()));
        found.addAll(history);
        found.sort(Comparator.comparingLong((StoredJob job) -> job.job().id()).reversed());
        return List.copyOf(found.subList(0, Math.min(limit, found.size())));
    }

    private List<StoredJob> history(Optional<List<Long>> ids, int limit) throws SQLException {
        JobFilter ended = filter("y.status", "y", ids);
        query.below().ifPresent(below -> ended.and("y.id < ?", below));
        return session.rows(
                "select "
                        + JobRows.COLUMNS
                        + " from history y join job_header h on h.id = y.id"
                        + " join job j on j.id = y.id where 1 = 1"
                        + ended.text()
                        + " order by y.id desc limit ?",
                ended.argumentsAnd((long) limit),
                JobRows::read);
    }

    private JobFilter filter(String status, String other, Optional<List<Long>> ids) {
        JobFilter filter = JobFilter.of(query, status, other);
        String idColumn = (other.equals("h") ? "j" : other) + ".id";
        ids.ifPresent(only -> filter.andIds(idColumn, only));
        return filter;
    }

    Map<String, Long> counts() throws SQLException {
        Map<String, Long> counts = endedCounts();
        for (Optional<List<Long>> portion : portions()) {
            JobFilter live = filter("j.status", "h", portion);
            add(
                    counts,
                    "select j.status, count(*) from job j join job_header h on h.id = j.id"
                            + " where j.live = 1"
                            + live.text()
                            + " group by j.status",
                    live);
        }
        return counts;
    }

    Map<String, Long> endedCounts() throws SQLException {
        Map<String, Long> counts = new TreeMap<>();
        for (Optional<List<Long>> portion : portions()) {
            JobFilter ended = filter("y.status", "y", portion);
            boolean tallied =
                    portion.isEmpty()
                            && query.name().isEmpty()
                            && query.after().isEmpty()
                            && query.before().isEmpty();
            add(
                    counts,
                    tallied
                            ? "select y.status, cast(sum(y.jobs) as bigint) from tally y"
                                    + " where 1 = 1"
                                    + ended.text()
                                    + " group by y.status"
                            : "select y.status, count(*) from history y where 1 = 1"
                                    + ended.text()
                                    + " group by y.status",
                    ended);
        }
        return counts;
    }

    /** The ids that are asked for in portions; one that is empty when all are. */
    private List<Optional<List<Long>>> portions() {
        if (query.ids().isEmpty()) {
            return List.of(Optional.empty());
        }
        List<Optional<List<Long>>> portions = new ArrayList<>();
        InList.portions(new TreeSet<>(query.ids()))
                .forEach(portion -> portions.add(Optional.of(portion)));
        return portions;
    }

    private void add(Map<String, Long> counts, String sql, JobFilter filter) throws SQLException {
        session.rows(
                sql,
                filter.arguments(),
                row -> counts.merge(StatusCode.name(row.getInt(1)), row.getLong(2), Long::sum));
    }
}
