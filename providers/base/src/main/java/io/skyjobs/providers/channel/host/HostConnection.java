package io.skyjobs.providers.channel.host;

import io.skyjobs.spi.ChannelException;

/**
 * The one held connection to a host: made when it is first needed and again, after a pause that
 * grows, when it was lost. Every call has a time limit of its own and never waits longer. Safe for
 * use from many threads.
 */
public interface HostConnection extends AutoCloseable {
    /** The host for people, such as {@code ubuntu@gpu-1:2222}. */
    String title();

    /**
     * Starts a process on the host.
     *
     * @param command for the user's login shell on the host, whichever that is: words without
     *     quotes, or with simple single quotes
     * @throws ChannelException when the host cannot be reached now; its sentence says why and who
     *     must act
     */
    RemoteProcess start(String command) throws ChannelException;

    /**
     * Calls {@code lost} soon after each time that the connection is lost, on a thread of the
     * connection, which must not be blocked.
     */
    void onLost(Runnable lost);

    /** Ends the connection and every process that was started over it and did not detach. */
    @Override
    void close();
}
