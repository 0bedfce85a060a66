package io.skyjobs.providers.ssh.pool;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word that somebody who slipped probably meant. */
final class NearWord {
    private NearWord() {}

    /** The nearest known word, if about one letter in three at most is another. */
    static Optional<String> of(String typed, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(word -> slips(typed, word)))
                .filter(word -> slips(typed, word) <= Math.max(1, typed.length() / 3));
    }

    /** Letters to put in, take out or change. */
    private static int slips(String from, String to) {
        var row = new int[to.length() + 1];
        for (var at = 0; at <= to.length(); at++) {
            row[at] = at;
        }
        for (var i = 1; i <= from.length(); i++) {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= to.length(); j++) {
                var changed = corner + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                corner = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j - 1], corner));
            }
        }
        return row[to.length()];
    }
}
