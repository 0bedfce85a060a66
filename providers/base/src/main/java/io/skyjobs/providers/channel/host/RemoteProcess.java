package io.skyjobs.providers.channel.host;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * One process on a host and the streams to it; whoever started it closes it. A lost connection ends
 * the streams (end of file or an {@link java.io.IOException}), and says nothing of the process.
 *
 * <p>Each stream is for one thread at a time; different streams for different ones.
 */
public interface RemoteProcess extends AutoCloseable {
    /** What the process reads; flush to send. */
    OutputStream input();

    /** What the process writes. */
    InputStream output();

    /** What the process writes of its troubles. */
    InputStream errors();

    /**
     * Waits for its end.
     *
     * @return its exit code; empty when it did not end in time, or when it is not known because the
     *     connection was lost
     */
    OptionalInt await(Duration limit) throws InterruptedException;

    /** Lets go of the streams, which ends most processes. Does not wait, does not throw. */
    @Override
    void close();
}
