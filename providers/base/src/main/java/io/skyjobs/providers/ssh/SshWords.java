package io.skyjobs.providers.ssh;

import java.util.List;

/** Pieces of sentences. */
final class SshWords {
    private static final int MOST = 5;

    private SshWords() {}

    /** A sentence without its full stop. */
    static String bare(String sentence) {
        var stripped = sentence.strip();
        return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }

    /** {@code a; b; c and 4 more}: enough to act on, not a page. */
    static String some(List<String> parts) {
        var shown = String.join("; ", parts.subList(0, Math.min(MOST, parts.size())));
        return parts.size() <= MOST ? shown : shown + " and " + (parts.size() - MOST) + " more";
    }

    /** {@code 1 host}, {@code 2 hosts}. */
    static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
