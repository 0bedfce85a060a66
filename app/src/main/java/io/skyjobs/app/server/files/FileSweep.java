package io.skyjobs.app.server.files;

import io.skyjobs.core.controller.Timers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Removes again and again what no live job needs: laid out trees at once, contents after a while.
 */
public final class FileSweep {
    private static final Logger LOG = LoggerFactory.getLogger(FileSweep.class);

    /** How long a tree that no job needs stays laid out at most. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Contents are looked through once in so many rounds: once an hour. */
    private static final int ROUNDS = 720;

    private final FileStore store;
    private final Supplier<Set<String>> needed;
    private int round;

    /**
     * @param needed ids of the trees that live jobs need
     */
    public FileSweep(FileStore store, Supplier<Set<String>> needed) {
        this.store = store;
        this.needed = needed;
    }

    /** Sweeps from now on for as long as it may. */
    public void every(Timers timers, BooleanSupplier goesOn) {
        timers.after(
                EVERY,
                () -> {
                    if (goesOn.getAsBoolean()) {
                        tick();
                        every(timers, goesOn);
                    }
                });
    }

    /** One round. */
    public void tick() {
        try {
            Set<String> trees = needed.get();
            store.sweepTrees(trees);
            if (round % ROUNDS == 0) {
                int removed = store.sweepContents(trees);
                LOG.debug("{} contents that nobody needs were removed", removed);
            }
            round++;
        } catch (IOException | RuntimeException trouble) {
            // The next round is another chance; nothing depends on it.
            LOG.warn("files could not be swept: {}", trouble.toString());
        }
    }
}
