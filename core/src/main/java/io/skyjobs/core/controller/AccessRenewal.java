package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Lent;
import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.NodeChannel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Brings new credentials to runs whose stores lend them for a time, before those that they have are
 * over, so that the checkpoints of a long run are saved to its end.
 *
 * <p>What is remembered is only when to look again, so a controller that was started anew brings
 * new ones at its first look at a run. Safe for use from many threads.
 */
final class AccessRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(AccessRenewal.class);

    /** Ours: five tries, one after {@link #PAUSE}, before a run notices anything. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** Ours: who gives credentials may be silent, and must not keep all turns at a provider. */
    private static final int AT_ONCE = 16;

    private final Parts parts;
    private final Map<Run, Standing> known = new ConcurrentHashMap<>();
    private final Set<Run> underWay = ConcurrentHashMap.newKeySet();
    private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

    AccessRenewal(Parts parts) {
        this.parts = parts;
    }

    private record Run(long job, int task, int attempt) {
        static Run of(Part part) {
            return new Run(part.job(), part.task(), part.attempt().number());
        }
    }

    /**
     * What is known of a run.
     *
     * @param next when to ask for its credentials again
     * @param lent whether what it has ends
     */
    private record Standing(Instant next, boolean lent) {
        static final Standing UNKNOWN = new Standing(Instant.MIN, false);
    }

    /** A run was looked at: has its credentials renewed when it is time to. Never blocks. */
    void looked(Part part, ProviderDesk desk) {
        if (!hasBuckets(part)) {
            return;
        }
        Run run = Run.of(part);
        Instant now = parts.clock().instant();
        if (now.isBefore(known.getOrDefault(run, Standing.UNKNOWN).next()) || !underWay.add(run)) {
            return;
        }
        Semaphore free =
                turns.computeIfAbsent(desk.provider().name(), name -> new Semaphore(AT_ONCE));
        // The next look comes soon.
        if (!free.tryAcquire()) {
            underWay.remove(run);
            return;
        }
        desk.runPatiently(
                LogSubject.around(
                        part,
                        () -> {
                            try {
                                renew(part, run, desk);
                            } finally {
                                free.release();
                                underWay.remove(run);
                            }
                        }));
    }

    /** An attempt is over. */
    void forget(Part part) {
        known.remove(Run.of(part));
    }

    private static boolean hasBuckets(Part part) {
        TaskSpec task = part.spec().tasks().get(part.task());
        return (part.staged() && !task.localFiles().isEmpty())
                || task.fileMounts().stream()
                        .anyMatch(mount -> !(mount instanceof FileMount.LocalPath));
    }

    private void renew(Part part, Run run, ProviderDesk desk) {
        Instant soon = parts.clock().instant().plus(PAUSE);
        Standing before = known.getOrDefault(run, Standing.UNKNOWN);
        known.put(run, new Standing(soon, before.lent()));
        Lent lent;
        try {
            NodeChannel head = desk.provider().channel(part.attempt().cluster(), 0);
            lent = parts.bundles().lent(part.where(head.fetches()));
        } catch (ChannelException | RuntimeException trouble) {
            LOG.warn(
                    "there are no new credentials for the buckets of a run, which is tried again in"
                            + " a minute: {}",
                    trouble.getMessage());
            return;
        }
        // What began with something that ends has to be told that it does not any more.
        boolean isWanted = lent.until().isPresent() || before.lent();
        if (isWanted && !give(part, desk, lent)) {
            known.replace(run, new Standing(soon, true));
            return;
        }
        Instant next = lent.until().map(end -> end.minus(AHEAD)).orElse(Instant.MAX);
        known.replace(
                run, new Standing(next.isBefore(soon) ? soon : next, lent.until().isPresent()));
    }

    /** Gives them to every node that takes them, and answers whether all did. */
    private static boolean give(Part part, ProviderDesk desk, Lent lent) {
        boolean all = true;
        for (int rank = 0; rank < part.attempt().nodes(); rank++) {
            try {
                desk.provider()
                        .channel(part.attempt().cluster(), rank)
                        .renew(part.attempt().number(), lent.files());
            } catch (ChannelException | RuntimeException trouble) {
                all = false;
                LOG.warn(
                        "node {} could not be given new credentials for its buckets, which is tried"
                                + " again in a minute: {}",
                        rank,
                        trouble.getMessage());
            }
        }
        return all;
    }
}
