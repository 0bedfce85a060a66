package io.skyjobs.providers.channel.ssh;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What one transfer has moved, and when it last moved anything. Safe for many threads. */
final class TransferMeter {
    private final LongSupplier nanos;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong files = new AtomicLong();
    private final long begin;
    private final AtomicLong last;

    /**
     * @param nanos a clock that only goes forward, in nanoseconds
     */
    TransferMeter(LongSupplier nanos) {
        this.nanos = nanos;
        this.begin = nanos.getAsLong();
        this.last = new AtomicLong(begin);
    }

    /** Bytes went to the host. */
    void sent(long count) {
        bytes.addAndGet(count);
        moved();
    }

    /** A file was sent. */
    void file() {
        files.incrementAndGet();
    }

    /** The host gave a sign of life. */
    void moved() {
        last.set(nanos.getAsLong());
    }

    /** For how long nothing has moved. */
    Duration still() {
        return Duration.ofNanos(nanos.getAsLong() - last.get());
    }

    /** Since the transfer began. */
    Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - begin);
    }

    long bytes() {
        return bytes.get();
    }

    long files() {
        return files.get();
    }
}
