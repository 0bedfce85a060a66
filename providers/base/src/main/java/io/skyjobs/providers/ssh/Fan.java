package io.skyjobs.providers.ssh;

import io.skyjobs.spi.ChannelException;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks many hosts the same at once, each on a virtual thread, never more than a fixed number at the
 * same time, and waits for no longer than it is told. Safe for use from many threads.
 */
final class Fan implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore seats;

    Fan(int atOnce) {
        this.seats = new Semaphore(atOnce);
    }

    /** Something to ask about a thing. */
    interface Question<K, T> {
        T ask(K of) throws ChannelException;
    }

    /** The replies, one for each; one that is late goes on, and its answer is not waited for. */
    <K, T> Map<K, Reply<T>> ask(Collection<K> things, Question<K, T> question, Duration limit) {
        return ask(things, question, thing -> limit);
    }

    /** The same with a limit for each. */
    <K, T> Map<K, Reply<T>> ask(
            Collection<K> things, Question<K, T> question, Function<K, Duration> limits) {
        // A limit depends on what is known before anybody is asked.
        var patience = new LinkedHashMap<K, Duration>();
        things.forEach(thing -> patience.put(thing, limits.apply(thing)));
        var asked = new LinkedHashMap<K, Future<T>>();
        for (var thing : patience.keySet()) {
            asked.put(thing, threads.submit(() -> seated(thing, question)));
        }
        var start = System.nanoTime();
        var replies = new LinkedHashMap<K, Reply<T>>();
        asked.forEach(
                (thing, future) ->
                        replies.put(
                                thing,
                                reply(future, start, patience.getOrDefault(thing, Duration.ZERO))));
        return replies;
    }

    private <K, T> T seated(K thing, Question<K, T> question)
            throws ChannelException, InterruptedException {
        seats.acquire();
        try {
            return question.ask(thing);
        } finally {
            seats.release();
        }
    }

    private static <T> Reply<T> reply(Future<T> future, long start, Duration limit) {
        try {
            return new Reply.Answer<>(
                    future.get(
                            Math.max(0, start + limit.toNanos() - System.nanoTime()),
                            TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return new Reply.Missing<>("no answer within " + limit.toMillis() / 1000.0 + " s");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Reply.Missing<>("the question was broken off");
        } catch (ExecutionException failed) {
            return switch (failed.getCause()) {
                case ChannelException trouble -> new Reply.Missing<>(trouble.sentence());
                case Error bug -> throw bug;
                case RuntimeException bug -> throw bug;
                case null, default -> new Reply.Missing<>("the question was broken off");
            };
        }
    }

    /** Does something soon, and not at all once this is closed. */
    void later(Runnable work) {
        try {
            threads.execute(work);
        } catch (RejectedExecutionException closed) {
            // Whoever comes next finds the same to do.
            return;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
