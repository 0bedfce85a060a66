package io.skyjobs.core.controller.broken;

import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Takes time and chance from the machine, by call and by reference, and speaks to a database. */
@SuppressWarnings("unused")
final class ImpatientLoop {
    private final Random random = new Random();
    private final LongSupplier nanos = System::nanoTime;
    private final Supplier<Instant> now = Instant::now;
    private Connection connection;

    void round() throws InterruptedException {
        Thread.sleep(1);
    }

    long time() {
        return System.currentTimeMillis();
    }

    Instant moment() {
        return Instant.now();
    }

    Instant allowed(Clock clock) {
        return Instant.now(clock);
    }

    String name() {
        return UUID.randomUUID() + " " + Math.random();
    }
}
