package io.skyjobs.providers.store.azureblob;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Calls of one work, a few at the same time. The first that fails, or an interrupt, ends them all.
 * For use from one thread.
 */
final class AzureTurns implements AutoCloseable {
    private final String what;
    private final StoreUri uri;
    private final Semaphore free;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletionService<Boolean> calls = new ExecutorCompletionService<>(threads);
    private int waiting;

    /**
     * @param what what is being done, as it goes on after "Cannot"
     */
    AzureTurns(String what, StoreUri uri, int atOnce) {
        this.what = what;
        this.uri = uri;
        this.free = new Semaphore(atOnce);
    }

    /** Makes a call when it is its turn. */
    void submit(Runnable call) {
        waiting++;
        calls.submit(
                () -> {
                    free.acquire();
                    try {
                        call.run();
                        return true;
                    } finally {
                        free.release();
                    }
                });
    }

    /** Waits until all calls were made. */
    void await() throws ObjectStoreException {
        try {
            for (; waiting > 0; waiting--) {
                calls.take().get();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            AzureErrors.endIfInterrupted(what, uri);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException error) {
                throw AzureErrors.of(error, what, uri);
            }
            throw new ObjectStoreException(
                    Kind.INFRASTRUCTURE,
                    "PART",
                    "Cannot " + what + " " + uri + ": " + failed.getCause() + ".",
                    failed);
        }
    }

    /** Ends the calls that are still made, and waits for that. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
