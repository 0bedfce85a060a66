package io.skyjobs.core.persistence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Values for {@code in (?, …)}, in portions and filled up with copies of the last one, so that
 * there are few different statements to prepare.
 */
final class InList {
    private static final int PORTION = 512;

    private InList() {}

    /** Portions of at most 512 values, in order. */
    static <T> List<List<T>> portions(Collection<T> values) {
        List<T> all = List.copyOf(values);
        List<List<T>> portions = new ArrayList<>();
        for (int from = 0; from < all.size(); from += PORTION) {
            portions.add(all.subList(from, Math.min(from + PORTION, all.size())));
        }
        return portions;
    }

    /** The values with the last one repeated until there are 1, 8, 64 or 512. */
    static <T> List<T> padded(List<T> portion) {
        int size = 1;
        while (size < portion.size()) {
            size *= 8;
        }
        List<T> padded = new ArrayList<>(portion);
        padded.addAll(Collections.nCopies(size - portion.size(), portion.getLast()));
        return padded;
    }

    /** {@code (?, ?)} for so many values. */
    static String marks(int count) {
        return "(" + String.join(", ", Collections.nCopies(count, "?")) + ")";
    }
}
