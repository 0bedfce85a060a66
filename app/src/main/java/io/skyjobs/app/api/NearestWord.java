package io.skyjobs.app.api;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody who mistyped a word may have meant. */
public final class NearestWord {
    private NearestWord() {}

    /** The word that is fewest edits away, if it is near enough to be meant. */
    public static Optional<String> of(String typed, Collection<String> words) {
        Optional<String> best = Optional.empty();
        int least = Math.max(1, typed.length() / 3) + 1;
        for (String word : words) {
            int edits = edits(typed, word);
            if (edits < least || (word.startsWith(typed) && typed.length() > 2 && least > 0)) {
                least = word.startsWith(typed) ? 0 : edits;
                best = Optional.of(word);
            }
        }
        return best;
    }

    private static int edits(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int i = 0; i <= other.length(); i++) {
            above[i] = i;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int change = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
                current[column] =
                        Math.min(
                                above[column - 1] + change,
                                Math.min(above[column], current[column - 1]) + 1);
            }
            above = current;
        }
        return above[other.length()];
    }
}
