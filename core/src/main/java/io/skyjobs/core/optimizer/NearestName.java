package io.skyjobs.core.optimizer;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant by one that does not exist. */
final class NearestName {
    private NearestName() {}

    /** {@code Did you mean 'us-east-1'?} with a leading blank, or nothing. */
    static String hint(String name, Collection<String> known) {
        return find(name, known).map(found -> " Did you mean '" + found + "'?").orElse("");
    }

    /** The closest of the known names, if one is close: about one slip in three letters. */
    static Optional<String> find(String name, Collection<String> known) {
        int most = Math.max(1, name.length() / 3);
        return known.stream()
                .filter(other -> Math.abs(other.length() - name.length()) <= most)
                .min(
                        Comparator.comparingInt((String other) -> distance(name, other))
                                .thenComparing(Comparator.naturalOrder()))
                .filter(other -> distance(name, other) <= most);
    }

    /**
     * Names that contain the given one or are contained in it, closest first; where there are none,
     * the one that was probably meant.
     */
    static List<String> related(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        List<String> family =
                known.stream()
                        .filter(
                                other -> {
                                    String text = other.toLowerCase(Locale.ROOT);
                                    return text.contains(wanted) || wanted.contains(text);
                                })
                        .sorted(
                                Comparator.comparingInt((String other) -> distance(name, other))
                                        .thenComparing(Comparator.naturalOrder()))
                        .toList();
        return family.isEmpty() ? find(name, known).stream().toList() : family;
    }

    /**
     * How many letters must be put in, left out or changed to make one of the other, case aside.
     */
    private static int distance(String one, String other) {
        String from = one.toLowerCase(Locale.ROOT);
        String to = other.toLowerCase(Locale.ROOT);
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
