package io.skyjobs.core.persistence;

import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds jobs by what people filter by: live ones through the index of live rows, ended ones in the
 * history; by key, never by offset.
 */
final class JobSearch {
    private final Session session;
    private final Dialect dialect;
    private final JobQuery query;

    JobSearch(Session session, Dialect dialect, JobQuery query) {
        this.session = session;
        this.dialect = dialect;
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
            if (found.size() < query.limit() || !query.order().isNewestFirst()) {
                found.addAll(pages.page(Optional.of(portion), query.limit()));
            }
        }
        return first(found, query.limit());
    }

    private List<StoredJob> first(List<StoredJob> found, int limit) {
        List<StoredJob> ordered = new ArrayList<>(found);
        ordered.sort(query.order().comparator());
        return List.copyOf(ordered.subList(0, Math.min(limit, ordered.size())));
    }

    /**
     * A job that ends between the two selects is in both; one that is in neither does not exist.
     */
    private List<StoredJob> page(Optional<List<Long>> ids, int limit) throws SQLException {
        List<StoredJob> found = new ArrayList<>(live(ids, limit));
        List<StoredJob> history = history(ids, limit);
        Set<Long> over = new HashSet<>();
        history.forEach(job -> over.add(job.job().id()));
        found.removeIf(job -> over.contains(job.job().id()));
        found.addAll(history);
        return first(found, limit);
    }

    /** Where a job is stands in its state only, so that such a question reads all live ones. */
    private List<StoredJob> live(Optional<List<Long>> ids, int limit) throws SQLException {
        boolean inSql = query.infra().isEmpty() && query.order().isNewestFirst();
        JobFilter live = filter("j.status", "h", ids);
        if (inSql) {
            query.below().ifPresent(below -> live.and("j.id < ?", below));
        }
        List<StoredJob> found =
                session.rows(
                        "select "
                                + JobRows.COLUMNS
                                + " from job j join job_header h on h.id = j.id"
                                + " where j.live = 1"
                                + live.text()
                                + " order by j.id desc limit ?",
                        live.argumentsAnd(inSql ? (long) limit : Long.MAX_VALUE),
                        JobRows::read);
        return inSql
                ? found
                : found.stream().filter(query::matches).filter(query::isAfterCursor).toList();
    }

    private List<StoredJob> history(Optional<List<Long>> ids, int limit) throws SQLException {
        JobFilter ended = filter("y.status", "y", ids);
        query.infra().ifPresent(place -> ended.andAt("y.infra", place));
        JobOrder order = query.order();
        boolean text = order.key() == JobOrder.Key.NAME || order.key() == JobOrder.Key.USER;
        String column = "y." + order.key().column() + (text ? dialect.bytewise() : "");
        query.below().ifPresent(below -> ended.andAfter(order, column, "y.id", below));
        String way = order.ascending() ? "" : " desc";
        return session.rows(
                "select "
                        + JobRows.COLUMNS
                        + " from history y join job_header h on h.id = y.id"
                        + " join job j on j.id = y.id where 1 = 1"
                        + ended.text()
                        + " order by "
                        + (order.key() == JobOrder.Key.ID ? "" : column + way + ", ")
                        + "y.id"
                        + way
                        + " limit ?",
                ended.argumentsAnd((long) limit),
                JobRows::read);
    }

    private JobFilter filter(String status, String other, Optional<List<Long>> ids) {
        JobFilter filter = JobFilter.of(query, dialect, status, other);
        String idColumn = (other.equals("h") ? "j" : other) + ".id";
        ids.ifPresent(only -> filter.andIds(idColumn, only));
        return filter;
    }

    Map<String, Long> counts() throws SQLException {
        Map<String, Long> counts = endedCounts();
        if (query.infra().isPresent()) {
            JobSearch all = new JobSearch(session, dialect, query.fromTheStart());
            for (Optional<List<Long>> portion : portions()) {
                all.live(portion, Integer.MAX_VALUE)
                        .forEach(job -> counts.merge(job.job().status().name(), 1L, Long::sum));
            }
            return counts;
        }
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
            query.infra().ifPresent(place -> ended.andAt("y.infra", place));
            boolean tallied =
                    portion.isEmpty()
                            && query.name().isEmpty()
                            && query.match().isEmpty()
                            && query.infra().isEmpty()
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
