package io.skyjobs.spi;

import java.time.Duration;
import java.util.Map;

/**
 * A held way to one node: starts runs, tells how they stand, reads their logs.
 *
 * <p>All truth is in files on the node, so any channel to it says the same. A run never depends on
 * the channel that started it. Safe for use from many threads.
 */
public interface NodeChannel {
    /**
     * Makes the destination hold what the source holds, with its links, permission bits and times
     * of change; what is there already and the same is not sent again, and files there that the
     * source does not have are left. May take as long as the copy takes, but fails once nothing has
     * moved for the channel's time limit, and soon after its thread was interrupted. Idempotent:
     * after a failure, ask again. No link at the destination is followed out of the node's home.
     * Where the node shares its machine with others, an absolute destination is what its scripts
     * see there, and what the machine itself has there stays as it is.
     *
     * @throws ChannelException when it could not be finished; a part may be there; {@link
     *     ChannelException#needsUser} when it does not fit or may not be written there
     */
    void place(FileTree tree) throws ChannelException;

    /**
     * Whether the node can take files from object stores by itself, with what is installed there.
     * Does not call out, and answers the same for as long as the node is there.
     */
    default boolean fetches() {
        return false;
    }

    /**
     * Starts a run unless it was started before, and answers how it stands. Idempotent by {@link
     * RunRequest#epoch}: asking again never starts it twice.
     */
    RunView start(RunRequest request) throws ChannelException;

    /** How the run of this epoch stands. */
    RunView look(long epoch) throws ChannelException;

    /** Lets a run that waits after its setup go on. Idempotent. */
    void proceed(long epoch) throws ChannelException;

    /**
     * Ends a run: TERM to all of its processes, KILL after {@code grace}. Returns without waiting.
     */
    void stop(long epoch, Duration grace) throws ChannelException;

    /**
     * Tells a run that its machine is about to be taken: runs {@link RunRequest#PREEMPTION_HOOK}
     * where the bundle has one, else sends TERM to all of the run's processes. Nothing is killed
     * here. A run that was sent TERM and then ends reports {@link RunView.End#WARNED}, not before
     * its last process is gone or {@code left} is over. Idempotent by epoch. Returns without
     * waiting.
     *
     * @param left how long the machine still has
     */
    void warn(long epoch, Duration left) throws ChannelException;

    /**
     * Gives a run new credentials for its buckets: files of its bundle by name, each replaced at
     * once and with mode 600. A run that was never started, that has ended or that has let go of
     * its buckets has nothing replaced, and keeps nothing of them. Idempotent.
     *
     * @param files as in {@link RunRequest#files}
     */
    void renew(long epoch, Map<String, String> files) throws ChannelException;

    /**
     * Reads log bytes that have been written so far.
     *
     * @param from byte offset, at least 0
     * @param limit the most bytes to answer, at least 1
     * @return the bytes from there; empty when there are none yet
     */
    byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException;
}
