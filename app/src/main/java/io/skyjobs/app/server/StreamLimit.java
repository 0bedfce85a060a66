package io.skyjobs.app.server;

import java.util.HashMap;
import java.util.Map;

/**
 * How many event streams are open: each holds a connection and a thread until its reader goes away,
 * so that nobody may open any number. Safe for use from many threads.
 */
final class StreamLimit {
    /** Streams of all together. */
    static final int MOST = 10_000;

    /** Streams of one user. */
    static final int MOST_EACH = 2_000;

    private final Map<String, Integer> open = new HashMap<>();
    private int all;

    /** Opens one; whether there was room. Each that was opened must be closed. */
    synchronized boolean open(String user) {
        int own = open.getOrDefault(user, 0);
        if (all >= MOST || own >= MOST_EACH) {
            return false;
        }
        all++;
        open.put(user, own + 1);
        return true;
    }

    /** Closes one. */
    synchronized void close(String user) {
        all--;
        open.computeIfPresent(user, (name, own) -> own == 1 ? null : own - 1);
    }
}
