package io.skyjobs.core.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The conditions of a {@link JobQuery} as text of SQL with its arguments. */
final class JobFilter {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();

    /**
     * Who, what and when.
     *
     * @param statusColumn where the number of the status is
     * @param other alias of the table with the other columns
     */
    static JobFilter of(JobQuery query, Dialect dialect, String statusColumn, String other) {
        JobFilter filter = new JobFilter();
        query.name().ifPresent(name -> filter.and(other + ".name = ?", name));
        query.user().ifPresent(user -> filter.and(other + ".user_name = ?", user));
        query.workspace().ifPresent(space -> filter.and(other + ".workspace = ?", space));
        query.after()
                .ifPresent(at -> filter.and(other + ".submitted_at >= ?", InstantText.nanos(at)));
        query.before()
                .ifPresent(at -> filter.and(other + ".submitted_at < ?", InstantText.nanos(at)));
        query.match()
                .ifPresent(
                        part ->
                                filter.and(
                                        "lower("
                                                + other
                                                + ".name"
                                                + dialect.bytewise()
                                                + ") like ? escape '!'",
                                        "%" + literally(part) + "%"));
        if (!query.statuses().isEmpty()) {
            filter.andIn(statusColumn, StatusCode.ofNames(query.statuses()));
        }
        return filter;
    }

    /** A place or what is within it. */
    void andAt(String column, String place) {
        String small = "lower(" + column + ")";
        conditions.add("(" + small + " = ? or " + small + " like ? escape '!')");
        arguments.add(place);
        arguments.add(literally(place) + "/%");
    }

    /** What comes after the cursor in an order. */
    void andAfter(JobOrder order, String column, String id, long cursor) {
        String than = order.ascending() ? " > ?" : " < ?";
        Optional<String> start = order.from();
        if (start.isEmpty()) {
            and(id + than, cursor);
            return;
        }
        // As one row, so that an index of both is entered at the place.
        String row = order.ascending() ? " > (?, ?)" : " < (?, ?)";
        conditions.add("(" + column + ", " + id + ")" + row);
        arguments.add(start.get());
        arguments.add(cursor);
    }

    /** Text in which no letter stands for another. */
    private static String literally(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    void and(String condition, Object argument) {
        conditions.add(condition);
        arguments.add(argument);
    }

    private void andIn(String column, Set<Integer> values) {
        if (values.isEmpty()) {
            conditions.add("1 = 0");
            return;
        }
        List<Integer> padded = InList.padded(List.copyOf(values));
        conditions.add(column + " in " + InList.marks(padded.size()));
        arguments.addAll(padded);
    }

    /** Only these ids, at most 512. */
    JobFilter andIds(String column, List<Long> ids) {
        List<Long> padded = InList.padded(ids);
        conditions.add(column + " in " + InList.marks(padded.size()));
        arguments.addAll(padded);
        return this;
    }

    /** {@code and a = ? and b = ?}, or nothing. */
    String text() {
        StringBuilder text = new StringBuilder();
        conditions.forEach(condition -> text.append(" and ").append(condition));
        return text.toString();
    }

    /** The arguments, and one more at the end. */
    List<Object> argumentsAnd(Object last) {
        List<Object> all = new ArrayList<>(arguments);
        all.add(last);
        return all;
    }

    List<Object> arguments() {
        return List.copyOf(arguments);
    }
}
