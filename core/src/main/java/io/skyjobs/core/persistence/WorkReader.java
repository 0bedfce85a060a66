package io.skyjobs.core.persistence;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.persistence.JobStore.Work;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what was done of late: one row for each attempt, put together job by job. */
final class WorkReader {
    private static final String LIVE =
            "select j.id, j.status, h.submitted_at, cast(0 as bigint), a.json"
                    + " from job j join job_header h on h.id = j.id"
                    + " left join attempt a on a.job = j.id"
                    + " where j.live = 1 order by j.id desc, a.task, a.number limit ?";

    private static final String ENDED =
            "select y.id, y.status, y.submitted_at, y.ended_at, a.json"
                    + " from history y left join attempt a on a.job = y.id"
                    + " where y.ended_at >= ? order by y.ended_at desc, y.id, a.task, a.number"
                    + " limit ?";

    private record Line(
            long job, int status, Instant submitted, long ended, Optional<Attempt> attempt) {}

    private WorkReader() {}

    static List<Work> read(Session session, Instant since, int limit) throws SQLException {
        // Live ones first: one that ends in between is then in both, and none is in neither.
        Map<Long, List<Line>> jobs = new LinkedHashMap<>();
        List<Line> live = session.rows(LIVE, List.of((long) limit), WorkReader::line);
        List<Line> ended =
                session.rows(
                        ENDED, List.of(InstantText.nanos(since), (long) limit), WorkReader::line);
        ended.forEach(line -> jobs.computeIfAbsent(line.job, id -> new ArrayList<>()).add(line));
        Map<Long, List<Line>> going = new LinkedHashMap<>();
        live.forEach(line -> going.computeIfAbsent(line.job, id -> new ArrayList<>()).add(line));
        going.forEach(jobs::putIfAbsent);
        return jobs.values().stream()
                .map(WorkReader::work)
                .sorted((one, other) -> Long.compare(other.job(), one.job()))
                .toList();
    }

    private static Line line(ResultSet row) throws SQLException {
        @Nullable String attempt = row.getString(5);
        return new Line(
                row.getLong(1),
                row.getInt(2),
                InstantText.ofNanos(row.getLong(3)),
                row.getLong(4),
                Optional.ofNullable(attempt).map(PlaceText::attempt));
    }

    private static Work work(List<Line> lines) {
        Line first = lines.getFirst();
        return new Work(
                first.job,
                StatusCode.name(first.status),
                first.submitted,
                first.ended == 0 ? Optional.empty() : Optional.of(InstantText.ofNanos(first.ended)),
                lines.stream().map(Line::attempt).flatMap(Optional::stream).toList());
    }
}
