package io.skyjobs.providers.channel.host;

import io.skyjobs.providers.channel.host.HostStream.Opening;
import io.skyjobs.spi.ChannelException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A stream that is opened when it is first needed and again when it ended; those who need it at
 * once share one attempt. Safe for use from many threads.
 */
final class HeldStream implements AutoCloseable {
    private final Opening opening;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<CompletableFuture<HostStream>> current = Optional.empty();
    private boolean closed;

    HeldStream(Opening opening) {
        this.opening = opening;
    }

    private record Got(HostStream stream, boolean fresh) {}

    /**
     * Asks once, and once more over a new stream when one that was held turns out to have ended:
     * every request may be repeated.
     */
    HostReply ask(String request, Duration limit) throws ChannelException {
        var first = get();
        try {
            return first.stream().ask(request, limit);
        } catch (StreamEndedException ended) {
            if (first.fresh()) {
                throw new ChannelException(String.valueOf(ended.getMessage()), ended);
            }
        }
        try {
            return get().stream().ask(request, limit);
        } catch (StreamEndedException ended) {
            throw new ChannelException(String.valueOf(ended.getMessage()), ended);
        }
    }

    /** The stream, opened now unless it is open. */
    HostStream open() throws ChannelException {
        return get().stream();
    }

    private Got get() throws ChannelException {
        CompletableFuture<HostStream> attempt;
        var mine = false;
        lock.lock();
        try {
            if (closed) {
                throw new ChannelException(
                        "The connection to " + opening.connection().title() + " was closed.");
            }
            if (current.filter(HeldStream::serves).isEmpty()) {
                current = Optional.of(new CompletableFuture<>());
                mine = true;
            }
            attempt = current.orElseThrow();
        } finally {
            lock.unlock();
        }
        var fresh = !attempt.isDone();
        if (mine) {
            attempt(attempt);
        }
        return new Got(result(attempt), fresh);
    }

    /** Also while it is being opened. */
    private static boolean serves(CompletableFuture<HostStream> attempt) {
        return !attempt.isDone()
                || (!attempt.isCompletedExceptionally() && attempt.join().isOpen());
    }

    private void attempt(CompletableFuture<HostStream> attempt) {
        try {
            attempt.complete(HostStream.open(opening));
        } catch (ChannelException failed) {
            attempt.completeExceptionally(failed);
        } catch (RuntimeException bug) {
            attempt.completeExceptionally(bug);
            throw bug;
        }
        lock.lock();
        try {
            if (closed && !attempt.isCompletedExceptionally()) {
                attempt.join().close();
            }
        } finally {
            lock.unlock();
        }
    }

    private static HostStream result(CompletableFuture<HostStream> attempt)
            throws ChannelException {
        try {
            return attempt.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ChannelException known) {
                // A new one, since several may wait for the same attempt.
                throw new ChannelException(known.sentence(), known);
            }
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ChannelException("Interrupted while a host was asked.", stopped);
        }
    }

    @Override
    public void close() {
        Optional<CompletableFuture<HostStream>> last;
        lock.lock();
        try {
            closed = true;
            last = current;
        } finally {
            lock.unlock();
        }
        if (last.isPresent() && last.get().isDone() && serves(last.get())) {
            last.get().join().close();
        }
    }
}
