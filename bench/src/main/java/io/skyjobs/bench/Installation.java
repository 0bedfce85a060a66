package io.skyjobs.bench;

import io.skyjobs.core.catalog.Catalog;
import io.skyjobs.core.controller.Bundles;
import io.skyjobs.core.controller.ControlPlane.SubmitAnswer;
import io.skyjobs.core.controller.ControllerSettings;
import io.skyjobs.core.controller.JobController;
import io.skyjobs.core.controller.LogFiles;
import io.skyjobs.core.controller.OfferBook;
import io.skyjobs.core.controller.OfferPlacement;
import io.skyjobs.core.controller.Parts;
import io.skyjobs.core.controller.StoreBook;
import io.skyjobs.core.controller.TaskFiles;
import io.skyjobs.core.controller.Timers;
import io.skyjobs.core.persistence.GroupCommit;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStores;
import io.skyjobs.core.persistence.StoreLocation;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.recovery.LossHistory;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ComputeProvider;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A controller over a SQLite file, wired as the server wires it: virtual threads for mailboxes and
 * actions, one thread for commits, one for timers. It serves once it is made; closing it leaves the
 * store and the nodes as they are.
 */
final class Installation implements AutoCloseable {
    private static final Duration LEASE = Duration.ofHours(12);
    private static final int LARGEST_BATCH = 1000;

    private final AtomicLong transactions = new AtomicLong();
    private final ExecutorService actions = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService committer =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("committer").factory());
    private final ScheduledThreadPoolExecutor clockwork =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("timers").daemon().factory());
    private final JobStore store;
    private final JobController controller;

    /**
     * @param directory of the store and the logs
     * @param launching launches at the same time; 0 for a queue that does not move
     */
    Installation(Path directory, SimulatedNodes nodes, int launching) {
        this(directory, nodes.cloud(), launching);
    }

    /**
     * @param provider the only one
     */
    Installation(Path directory, ComputeProvider provider, int launching) {
        this(
                directory,
                provider,
                launching,
                (part, rank, secrets) -> files(part.spec().tasks().getFirst()));
    }

    /**
     * @param bundles what nodes are given to run
     */
    Installation(Path directory, ComputeProvider provider, int launching, Bundles bundles) {
        clockwork.setRemoveOnCancelPolicy(true);
        clockwork.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        InstantSource clock = InstantSource.system();
        List<ComputeProvider> providers = List.of(provider);
        store = open(directory);
        JobStore.Lease lease = store.acquire("bench", LEASE, clock.instant()).orElseThrow();
        controller =
                new JobController(
                        new Parts(
                                store,
                                new GroupCommit(store, lease, this::commit, LARGEST_BATCH),
                                providers,
                                new OfferPlacement(
                                        new OfferBook(providers, new Catalog(), clock),
                                        LossHistory.NONE),
                                bundles,
                                TaskFiles.NONE,
                                StoreBook.NONE,
                                new LogFiles(directory.resolve("logs")),
                                this::later,
                                timers(),
                                clock,
                                new SecureRandom(),
                                ControllerSettings.standard(
                                                Runtime.getRuntime().availableProcessors())
                                        .withLimits(launching, Integer.MAX_VALUE)));
        controller.start();
    }

    /** Opens the store of a directory. */
    static JobStore open(Path directory) {
        return JobStores.open(
                new StoreLocation.SqliteFile(directory.resolve("sky.db")),
                Workload.CODEC,
                new SecureRandom());
    }

    private static Map<String, String> files(TaskSpec task) {
        return Map.of("run.sh", task.run().orElseThrow());
    }

    private void commit(Runnable transaction) {
        transactions.incrementAndGet();
        committer.execute(transaction);
    }

    private Timers timers() {
        return (delay, task) -> {
            try {
                ScheduledFuture<?> due =
                        clockwork.schedule(
                                () -> later(task), delay.toNanos(), TimeUnit.NANOSECONDS);
                if (due.isCancelled()) {
                    throw new IllegalStateException("a timer that was just set is cancelled");
                }
            } catch (RejectedExecutionException closed) {
                // The controller ends; nobody waits for it any more.
            }
        };
    }

    private void later(Runnable task) {
        try {
            actions.execute(task);
        } catch (RejectedExecutionException closed) {
            // As above.
        }
    }

    JobController controller() {
        return controller;
    }

    JobStore store() {
        return store;
    }

    /** Transactions begun so far. */
    long transactions() {
        return transactions.get();
    }

    /** Submits, and waits until the job is durable. */
    long submit(StoreWrite.Submit job) {
        CompletableFuture<Long> id = new CompletableFuture<>();
        controller.submit(job, answer -> settle(id, answer));
        return id.join();
    }

    private static void settle(CompletableFuture<Long> id, SubmitAnswer answer) {
        switch (answer) {
            case SubmitAnswer.Accepted accepted -> id.complete(accepted.job().job().id());
            case SubmitAnswer.Refused refused ->
                    id.completeExceptionally(new IllegalStateException(refused.sentence()));
        }
    }

    /** Submits many, without waiting for each. */
    void submitAll(String prefix, int count, Duration length) {
        for (int index = 0; index < count; index++) {
            controller.submit(
                    Workload.job(prefix + index, length),
                    answer -> {
                        if (answer instanceof SubmitAnswer.Refused refused) {
                            throw new IllegalStateException(refused.sentence());
                        }
                    });
        }
    }

    @Override
    public void close() {
        controller.close();
        clockwork.shutdownNow();
        committer.shutdown();
        try {
            if (!committer.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a transaction does not end");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        actions.shutdownNow();
        store.close();
    }
}
