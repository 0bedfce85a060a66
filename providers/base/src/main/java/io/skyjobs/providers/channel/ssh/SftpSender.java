package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/**
 * Does what the survey found, many small things at a time, so that a batch costs a few round trips.
 * A file or link gets its own name when all of it is on the host, not before. For one thread.
 */
final class SftpSender {
    /** Things under way at once, most of which are open files on the host. */
    private static final int BATCH = 128;

    /** Bytes of a batch, which are all in memory. */
    private static final long BATCH_BYTES = 1024 * 1024;

    private final SftpLane lane;
    private final BlockingQueue<SftpTask> tasks;
    private final SftpFiles files;
    private boolean ended;

    SftpSender(SftpLane lane, BlockingQueue<SftpTask> tasks, SftpFiles files) {
        this.lane = lane;
        this.tasks = tasks;
        this.files = files;
    }

    /** Works until it finds the {@link SftpTask.End}, which it leaves for the others. */
    void work() throws IOException, InterruptedException {
        while (!ended) {
            var batch = batch();
            files.send(only(batch, SftpTask.Send.class));
            links(only(batch, SftpTask.Link.class));
            var asked = new ArrayList<SftpLane.Asked>();
            for (var task : only(batch, SftpTask.Adjust.class)) {
                asked.add(lane.set(task.path(), task.to()));
            }
            for (var task : only(batch, SftpTask.Remove.class)) {
                asked.add(lane.remove(task.path()));
            }
            for (var one : asked) {
                lane.done(one);
            }
        }
    }

    /** Waits for one thing and takes what else is ready; a big file is done at once. */
    private List<SftpTask> batch() throws IOException, InterruptedException {
        var batch = new ArrayList<SftpTask>();
        var bytes = take(tasks.take(), batch);
        while (!ended && batch.size() < BATCH && bytes < BATCH_BYTES) {
            // Another may have taken what was seen; then this one gets what came behind it.
            var next = tasks.peek();
            if (next == null || isBig(next)) {
                break;
            }
            var taken = tasks.poll();
            if (taken != null) {
                bytes += take(taken, batch);
            }
        }
        return batch;
    }

    private long take(SftpTask task, List<SftpTask> batch)
            throws IOException, InterruptedException {
        switch (task) {
            case SftpTask.End end -> {
                ended = true;
                tasks.put(end);
            }
            case SftpTask.Send send when isBig(send) -> files.sendBig(send);
            case SftpTask.Send send -> {
                batch.add(send);
                return send.source().size();
            }
            case SftpTask.Link _, SftpTask.Adjust _, SftpTask.Remove _ -> batch.add(task);
        }
        return 0;
    }

    private static boolean isBig(SftpTask task) {
        return task instanceof SftpTask.Send send && send.isBig();
    }

    private static <T extends SftpTask> List<T> only(List<SftpTask> batch, Class<T> kind) {
        return batch.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void links(List<SftpTask.Link> all) throws IOException {
        var due = different(all);
        var asked = new ArrayList<SftpLane.Asked>();
        for (var link : due) {
            // Left there by an earlier try, or more often not there.
            var cleared = lane.remove(link.temporary());
            asked.add(lane.makeLink(link.temporary(), link.target()));
            lane.succeeded(cleared);
        }
        for (var one : asked) {
            lane.done(one);
        }
        asked.clear();
        for (var link : due) {
            link.folder().changed().set(true);
            if (link.overDirectory()) {
                asked.add(lane.removeDirectory(link.path()));
            }
            asked.add(lane.rename(link.temporary(), link.path()));
        }
        for (var one : asked) {
            lane.done(one);
        }
    }

    private List<SftpTask.Link> different(List<SftpTask.Link> all) throws IOException {
        var asked = new ArrayList<SftpLane.Asked>();
        for (var link : all) {
            if (link.wasLink()) {
                asked.add(lane.readLink(link.path()));
            }
        }
        var due = new ArrayList<SftpTask.Link>();
        var replies = asked.iterator();
        for (var link : all) {
            var same = link.wasLink() && lane.target(replies.next()).equals(link.target());
            if (!same) {
                due.add(link);
            }
        }
        return due;
    }
}
