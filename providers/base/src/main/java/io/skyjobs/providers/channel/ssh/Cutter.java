package io.skyjobs.providers.channel.ssh;

import java.util.ArrayList;
import java.util.List;

/**
 * What must be ended to end a transfer: each thing exactly once, also one that is added too late.
 * Safe for many threads.
 */
final class Cutter {
    private final List<Runnable> ends = new ArrayList<>();
    private boolean cut;

    /**
     * Adds a way to end something; it is called at once when all was cut already.
     *
     * @param end does not throw, and does not wait for long
     */
    void add(Runnable end) {
        synchronized (ends) {
            if (!cut) {
                ends.add(end);
                return;
            }
        }
        end.run();
    }

    /** Ends everything, in the order in which it was added. */
    void cut() {
        List<Runnable> due;
        synchronized (ends) {
            cut = true;
            due = List.copyOf(ends);
            ends.clear();
        }
        due.forEach(Runnable::run);
    }
}
