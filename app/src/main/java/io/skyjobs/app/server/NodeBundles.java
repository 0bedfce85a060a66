package io.skyjobs.app.server;

import io.skyjobs.app.api.ContentHash;
import io.skyjobs.core.bundle.NodeMount;
import io.skyjobs.core.bundle.RunBundle;
import io.skyjobs.core.bundle.RunContext;
import io.skyjobs.core.controller.Bundles;
import io.skyjobs.core.controller.NodeMounts;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Offer;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes bundles out of what is stored of a job; the same attempt always gets the same. */
final class NodeBundles implements Bundles {
    private static final int USER_ID_DIGITS = 8;

    private final RunBundle bundle = new RunBundle();
    private final NodeMounts mounts;

    /**
     * @param mounts what nodes take from object stores
     */
    NodeBundles(NodeMounts mounts) {
        this.mounts = mounts;
    }

    @Override
    public Map<String, String> files(Part of, int rank, Map<String, String> secrets)
            throws ChannelException {
        TaskSpec task = of.spec().tasks().get(of.task());
        return bundle.files(task, context(of, task, rank, secrets));
    }

    @Override
    public Lent lent(Part of) throws ChannelException {
        List<NodeMount> all = mounts.bare(of);
        Optional<Instant> until =
                all.stream()
                        .flatMap(mount -> mount.access().until().stream())
                        .min(Comparator.naturalOrder());
        return new Lent(RunBundle.credentials(all), until);
    }

    private RunContext context(Part of, TaskSpec task, int rank, Map<String, String> secrets)
            throws ChannelException {
        JobHeader header = of.header();
        Attempt attempt = of.attempt();
        Offer offer = attempt.offer();
        List<String> addresses = attempt.hosts().stream().map(Attempt.Host::address).toList();
        return new RunContext(
                new RunContext.Task(of.job(), header.name(), of.task(), header.taskIds()),
                new RunContext.Submitter(header.user(), userId(header.user())),
                new RunContext.Copies(header.rank(), Math.max(1, header.copies())),
                new RunContext.Place(
                        attempt.cluster().value(),
                        new Infra(Optional.of(offer.provider()), offer.region(), offer.zone()),
                        addresses,
                        rank,
                        accelerators(task, attempt)),
                history(of),
                mounts.of(of),
                secrets);
    }

    private static RunContext.History history(Part of) {
        return new RunContext.History(
                of.attempt().number(),
                of.progress().preemptions(),
                of.progress().past().lastExit());
    }

    private static double accelerators(TaskSpec task, Attempt attempt) {
        return task.resources()
                .options()
                .get(attempt.option())
                .accelerator()
                .map(AcceleratorRequest::count)
                .orElse(0.0);
    }

    /** The same for a user on every machine, so that jobs can name things after it. */
    private static String userId(String user) {
        return ContentHash.of(user.getBytes(StandardCharsets.UTF_8)).substring(0, USER_ID_DIGITS);
    }
}
