package io.skyjobs.app.cli;

import io.skyjobs.app.api.Wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Job ids as people write them: {@code 1-3,5}. */
final class IdRanges {
    private static final Pattern PART = Pattern.compile("(\\d{1,15})(?:-(\\d{1,15}))?");

    private IdRanges() {}

    /** Reads words that hold ids and ranges, each id once, ascending. */
    static List<Long> parse(Collection<String> words) throws UsageProblem {
        TreeSet<Long> ids = new TreeSet<>();
        for (String word : words) {
            for (String part : word.split(",", -1)) {
                addAll(ids, part.strip(), word);
            }
        }
        return List.copyOf(ids);
    }

    private static void addAll(Set<Long> ids, String part, String word) throws UsageProblem {
        Matcher match = PART.matcher(part);
        if (!match.matches()) {
            throw new UsageProblem(
                    "Invalid job id '" + word + "': use numbers and ranges, such as 3 or 1-3,5.");
        }
        long first = Long.parseLong(match.group(1));
        long last = match.group(2) == null ? first : Long.parseLong(match.group(2));
        if (last < first) {
            throw new UsageProblem("Invalid job id range '" + part + "': it runs backwards.");
        }
        if (last - first >= Wire.MAX_JOBS || ids.size() + (last - first) >= Wire.MAX_JOBS) {
            throw new UsageProblem(
                    "Too many job ids: at most " + Wire.MAX_JOBS + " can be given at once.");
        }
        for (long id = first; id <= last; id++) {
            ids.add(id);
        }
    }

    /** {@code 1-3,5}: the ids, ascending, with runs shortened. */
    static String format(Collection<Long> ids) {
        List<String> parts = new ArrayList<>();
        List<Long> sorted = List.copyOf(new TreeSet<>(ids));
        int start = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size() || sorted.get(i) != sorted.get(i - 1) + 1) {
                long first = sorted.get(start);
                long last = sorted.get(i - 1);
                parts.add(first == last ? Long.toString(first) : first + "-" + last);
                start = i;
            }
        }
        return String.join(",", parts);
    }
}
