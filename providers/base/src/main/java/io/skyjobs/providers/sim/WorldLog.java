package io.skyjobs.providers.sim;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The durable story of a world: lines in the order in which they happened. Whoever holds it sees
 * all lines of all holders. Used between {@link #take} and {@link #release} only.
 */
interface WorldLog {
    /** Waits until nobody else holds the story, and holds it. */
    void take() throws IOException;

    /** Lets others have it. */
    void release();

    /** What is new since this was last asked. */
    News news() throws IOException;

    /** Whether lines are kept; else there is no need to add any. */
    boolean keeps();

    /** Adds lines; they are not among the news of this object. */
    void append(List<String> lines) throws IOException;

    /** Replaces all lines by these, which say the same in fewer words. */
    void replace(List<String> lines) throws IOException;

    /**
     * New lines.
     *
     * @param fromStart whether these are all lines there are, so that what was known is void
     */
    record News(boolean fromStart, List<String> lines) {
        static final News NONE = new News(false, List.of());

        public News {
            lines = List.copyOf(lines);
        }
    }

    /** A story that lives as long as this process, and has one holder. */
    static WorldLog inMemory() {
        return new WorldLog() {
            private final ReentrantLock lock = new ReentrantLock();

            @Override
            public void take() {
                lock.lock();
            }

            @Override
            public void release() {
                lock.unlock();
            }

            @Override
            public boolean keeps() {
                return false;
            }

            @Override
            public News news() {
                return News.NONE;
            }

            @Override
            public void append(List<String> lines) {}

            @Override
            public void replace(List<String> lines) {}
        };
    }
}
