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
    private static final int AT_ONCE = 4;

    private final Parts parts;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Map<Run, Instant> due = new ConcurrentHashMap<>();

    AccessRenewal(Parts parts) {
        this.parts = parts;
    }

    private record Run(long job, int task, int attempt) {
        static Run of(Part part) {
            return new Run(part.job(), part.task(), part.attempt().number());
        }
    }

    /** A run was looked at: has its credentials renewed when it is time to. Never blocks. */
    void looked(Part part, ProviderDesk desk) {
        Run run = Run.of(part);
        Instant now = parts.clock().instant();
        Instant at = due.get(run);
        if (!hasBuckets(part) || (at != null && now.isBefore(at)) || !turns.tryAcquire()) {
            return;
        }
        // The next look comes soon, whoever gets the turn.
        Instant next = now.plus(PAUSE);
        boolean isTaken =
                at == null ? due.putIfAbsent(run, next) != null : !due.replace(run, at, next);
        if (isTaken) {
            turns.release();
            return;
        }
        desk.runPatiently(
                LogSubject.around(
                        part,
                        () -> {
                            try {
                                renew(part, run, desk);
                            } finally {
                                turns.release();
                            }
                        }));
    }

    /** An attempt is over. */
    void forget(Part part) {
        due.remove(Run.of(part));
    }

    private static boolean hasBuckets(Part part) {
        TaskSpec task = part.spec().tasks().get(part.task());
        return (part.staged() && !task.localFiles().isEmpty())
                || task.fileMounts().stream()
                        .anyMatch(mount -> !(mount instanceof FileMount.LocalPath));
    }

    private void renew(Part part, Run run, ProviderDesk desk) {
        int rank = 0;
        try {
            NodeChannel head = desk.provider().channel(part.attempt().cluster(), 0);
            Lent lent = parts.bundles().lent(part.where(head.fetches()));
            if (lent.until().isEmpty()) {
                due.replace(run, Instant.MAX);
                return;
            }
            for (; rank < part.attempt().nodes(); rank++) {
                desk.provider()
                        .channel(part.attempt().cluster(), rank)
                        .renew(part.attempt().number(), lent.files());
            }
            Instant soonest = parts.clock().instant().plus(PAUSE);
            Instant next = lent.until().get().minus(AHEAD);
            due.replace(run, next.isBefore(soonest) ? soonest : next);
            LOG.debug("new credentials for buckets are good until {}", lent.until().get());
        } catch (ChannelException | RuntimeException trouble) {
            LOG.warn(
                    "node {} could not be given new credentials for its buckets, which is tried"
                            + " again in a minute: {}",
                    rank,
                    trouble.getMessage());
        }
    }
}
