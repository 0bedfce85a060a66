package io.skyjobs.core.controller;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What is done again and again for each provider, each time when its turn at the provider's desk
 * comes, until this process has no right to act.
 */
final class Chores {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    private final Timers timers;
    private final BooleanSupplier mayAct;

    Chores(Timers timers, BooleanSupplier mayAct) {
        this.timers = timers;
        this.mayAct = mayAct;
    }

    /** Does it every so often from now on. */
    void every(Duration pause, ProviderDesk desk, Consumer<ProviderDesk> chore) {
        timers.after(pause, () -> desk.run(() -> once(pause, desk, chore)));
    }

    private void once(Duration pause, ProviderDesk desk, Consumer<ProviderDesk> chore) {
        if (!mayAct.getAsBoolean()) {
            return;
        }
        try {
            chore.accept(desk);
        } catch (RuntimeException | LinkageError bug) {
            // Not the end of it: the next time is another chance.
            LOG.warn("a round at {} broke off: {}", desk.provider().title(), bug.toString());
        }
        every(pause, desk, chore);
    }
}
