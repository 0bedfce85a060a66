package io.skyjobs.providers.channel;

import io.skyjobs.spi.ClusterName;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Notices, with one thread for all runs, that something may have happened to them: the kernel tells
 * of new files in their directories, and every now and then it is looked whether their runners
 * still exist, since a process that is killed tells nobody.
 *
 * <p>Where the kernel has no room for more watches, the directory's time of change is looked at
 * instead.
 */
public final class RunWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWatcher.class);

    private final ProcessTable table;
    private final Duration scanInterval;
    private final ThreadFactory threads;
    private final Map<Path, Watched> runs = new ConcurrentHashMap<>();
    private final List<Consumer<ClusterName>> consumers = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<WatchService> service = Optional.empty();
    private volatile boolean open = true;

    /**
     * Makes the watcher, which does nothing until somebody subscribes.
     *
     * @param scanInterval how often to look for runs whose processes vanished without a report
     * @param threads makes the one thread that watches
     */
    public RunWatcher(ProcessTable table, Duration scanInterval, ThreadFactory threads) {
        this.table = table;
        this.scanInterval = scanInterval;
        this.threads = threads;
    }

    /** A run that has not ended as far as is known. */
    private record Watched(ClusterName cluster, Optional<WatchKey> key, FileTime changed) {}

    /** Begins to watch a run, when there is anybody to tell. */
    public void add(ClusterName cluster, Path run) {
        lock.lock();
        try {
            if (service.isPresent() && !runs.containsKey(run)) {
                runs.put(run, watched(cluster, run, service.get()));
            }
        } finally {
            lock.unlock();
        }
    }

    private static Watched watched(ClusterName cluster, Path run, WatchService service) {
        Optional<WatchKey> key;
        try {
            // A renamed file counts as created; a log that grows is no event, so it costs nothing.
            key = Optional.of(run.register(service, StandardWatchEventKinds.ENTRY_CREATE));
        } catch (IOException noRoom) {
            key = Optional.empty();
        }
        return new Watched(cluster, key, changed(run));
    }

    private static FileTime changed(Path run) {
        try {
            return Files.getLastModifiedTime(run);
        } catch (IOException gone) {
            return FileTime.fromMillis(-1);
        }
    }

    /**
     * Tells a consumer of everything from now on.
     *
     * @param present the runs that are there already
     */
    public void subscribe(Consumer<ClusterName> consumer, Map<Path, ClusterName> present) {
        lock.lock();
        try {
            consumers.add(consumer);
            if (service.isEmpty() && open) {
                var started = FileSystems.getDefault().newWatchService();
                service = Optional.of(started);
                threads.newThread(() -> loop(started)).start();
            }
        } catch (IOException noWatches) {
            LOG.warn("changes of runs on this machine are noticed late: {}", noWatches.toString());
        } finally {
            lock.unlock();
        }
        present.forEach((run, cluster) -> add(cluster, run));
    }

    /** Tells a consumer nothing more. */
    public void unsubscribe(Consumer<ClusterName> consumer) {
        consumers.remove(consumer);
    }

    private void loop(WatchService events) {
        var next = System.nanoTime() + scanInterval.toNanos();
        while (open) {
            try {
                var left = next - System.nanoTime();
                var key = left > 0 ? events.poll(left, TimeUnit.NANOSECONDS) : null;
                if (key == null) {
                    tick();
                    next = System.nanoTime() + scanInterval.toNanos();
                } else {
                    heard(key);
                }
            } catch (ClosedWatchServiceException | InterruptedException over) {
                return;
            } catch (RuntimeException bug) {
                LOG.error("the watch of runs on this machine stumbled and goes on", bug);
            }
        }
    }

    private void heard(WatchKey key) {
        key.pollEvents();
        var run = (Path) key.watchable();
        var watched = runs.get(run);
        if (!key.reset() || Files.exists(run.resolve(RunDirectory.ENDED))) {
            key.cancel();
            runs.remove(run);
        }
        if (watched != null) {
            tell(Set.of(watched.cluster()));
        }
    }

    /** Looks once at what nobody tells of: runners that vanished, directories without a watch. */
    public void tick() {
        var changed = new LinkedHashSet<ClusterName>();
        for (var entry : Map.copyOf(runs).entrySet()) {
            var run = entry.getKey();
            var watched = entry.getValue();
            var now = watched.key().isPresent() ? watched.changed() : changed(run);
            var over = isOver(run);
            if (over) {
                watched.key().ifPresent(WatchKey::cancel);
                runs.remove(run);
            } else if (!now.equals(watched.changed())) {
                runs.replace(run, watched, new Watched(watched.cluster(), watched.key(), now));
            }
            if (over || !now.equals(watched.changed())) {
                changed.add(watched.cluster());
            }
        }
        tell(changed);
    }

    private boolean isOver(Path run) {
        try {
            return ProcessIdentity.parse(Files.readString(run.resolve(RunDirectory.RUNNER)))
                    .map(runner -> !table.alive(runner))
                    .orElse(false);
        } catch (IOException notStarted) {
            return !Files.isDirectory(run);
        }
    }

    private void tell(Set<ClusterName> clusters) {
        for (var cluster : clusters) {
            for (var consumer : consumers) {
                consumer.accept(cluster);
            }
        }
    }

    /** How many runs are watched. */
    public int size() {
        return runs.size();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            open = false;
            if (service.isPresent()) {
                service.get().close();
            }
            service = Optional.empty();
            for (var run : new ArrayList<>(runs.keySet())) {
                runs.remove(run);
            }
        } catch (IOException harmless) {
            LOG.debug("the watch of runs did not close cleanly", harmless);
        } finally {
            lock.unlock();
        }
    }
}
