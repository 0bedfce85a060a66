package io.skyjobs.providers.sim;

import io.skyjobs.spi.ClusterName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Does what a world needs besides being looked at: clears dead machines away, and tells watchers
 * what changed, when it changed. Safe for use from many threads.
 */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final SimWorld world;
    private final SimMachines machines;
    private final boolean leavesRemains;
    private final Alarm alarm;
    private final List<Consumer<ClusterName>> watchers = new CopyOnWriteArrayList<>();
    private final ReentrantLock clearing = new ReentrantLock();
    private final ReentrantLock arming = new ReentrantLock();
    private Optional<Instant> armed = Optional.empty();
    private boolean closed;

    /**
     * @param leavesRemains whether something is left of a machine that died
     */
    Upkeep(SimWorld world, SimMachines machines, boolean leavesRemains, Alarm alarm) {
        this.world = world;
        this.machines = machines;
        this.leavesRemains = leavesRemains;
        this.alarm = alarm;
    }

    void watch(Consumer<ClusterName> changed) {
        if (watchers.isEmpty()) {
            machines.watch(name -> watchers.forEach(watcher -> watcher.accept(name)));
        }
        watchers.add(changed);
        look();
    }

    void unwatch(Consumer<ClusterName> changed) {
        watchers.remove(changed);
    }

    private record Remains(ClusterName cluster, SimNode node) {}

    private record News(List<ClusterName> changed, Optional<Instant> next, Instant now) {}

    /** Clears dead machines away; when it returns, nothing is left of those that were dead. */
    void clear() throws IOException {
        if (!leavesRemains) {
            return;
        }
        clearing.lock();
        try {
            var all =
                    world.visit(
                            (state, now) ->
                                    state.toClear().stream()
                                            .flatMap(
                                                    cluster ->
                                                            cluster.toClear(now).stream()
                                                                    .map(
                                                                            node ->
                                                                                    new Remains(
                                                                                            cluster
                                                                                                    .name(),
                                                                                            node)))
                                            .toList());
            for (var remains : all) {
                machines.destroy(remains.cluster(), remains.node());
                world.cleared(remains.cluster(), remains.node().id());
            }
        } finally {
            clearing.unlock();
        }
    }

    /** Tells what changed, and sees to it that the next change is told in time. */
    void look() {
        if (watchers.isEmpty()) {
            return;
        }
        try {
            clear();
            var news =
                    world.visit(
                            (state, now) -> new News(state.takeChanged(), world.nextChange(), now));
            for (var name : news.changed()) {
                watchers.forEach(watcher -> watcher.accept(name));
            }
            arm(news);
        } catch (IOException trouble) {
            LOG.warn("The simulated cloud {} cannot move on: {}", world.plan().name(), trouble);
            arm(new News(List.of(), Optional.empty(), Instant.MIN));
        }
    }

    private void arm(News news) {
        var wait =
                news.next()
                        .map(at -> Duration.between(news.now(), at))
                        .filter(it -> it.compareTo(alarm.longest()) < 0)
                        .orElse(alarm.longest());
        var at = news.now().equals(Instant.MIN) ? Instant.MIN : news.now().plus(wait);
        arming.lock();
        try {
            if (closed || armed.filter(it -> !it.isAfter(at)).isPresent()) {
                return;
            }
            armed = Optional.of(at);
        } finally {
            arming.unlock();
        }
        alarm.ring(wait.isNegative() ? Duration.ZERO : wait, () -> ring(at));
    }

    private void ring(Instant at) {
        arming.lock();
        try {
            if (closed) {
                return;
            }
            if (armed.filter(at::equals).isPresent()) {
                armed = Optional.empty();
            }
        } finally {
            arming.unlock();
        }
        look();
    }

    @Override
    public void close() {
        arming.lock();
        try {
            closed = true;
        } finally {
            arming.unlock();
        }
        watchers.clear();
        alarm.close();
    }
}
