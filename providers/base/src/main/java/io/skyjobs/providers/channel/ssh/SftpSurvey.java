package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/**
 * Finds in what a host differs from the source, by one listing for each directory and none for a
 * file, and makes the directories that are missing. Goes level by level, many directories at once,
 * so that a far host costs few round trips. For one thread.
 */
final class SftpSurvey {
    /** Open directories on the host; OpenSSH allows some hundreds of open files. */
    private static final int AT_ONCE = 32;

    private static final int OWNER_ALL = 0700;

    private final SftpLane lane;
    private final BlockingQueue<SftpTask> tasks;
    private final String transfer;
    private final List<SftpFolder> folders = new ArrayList<>();

    /**
     * @param tasks gets what is to be done; while it is full, this waits
     * @param transfer no other transfer has the same
     */
    SftpSurvey(SftpLane lane, BlockingQueue<SftpTask> tasks, String transfer) {
        this.transfer = transfer;
        this.lane = lane;
        this.tasks = tasks;
    }

    /**
     * Looks at a directory, which exists on the host, and all below it.
     *
     * @param own whether the directory itself gets its attributes in the end
     */
    void look(SftpFolder root, boolean own) throws IOException, InterruptedException {
        var level = List.of(root);
        while (!level.isEmpty()) {
            var next = new ArrayList<SftpFolder>();
            for (var from = 0; from < level.size(); from += AT_ONCE) {
                next.addAll(lookAt(level.subList(from, Math.min(level.size(), from + AT_ONCE))));
            }
            level = next;
        }
        if (!own) {
            folders.remove(root);
        }
    }

    /** Gives directories their own attributes, once nothing changes in them any more. */
    void finish() throws IOException {
        // Within a directory whose mode forbids it nothing could be set: the deepest go first.
        var due = folders.reversed().stream().filter(folder -> folder.changed().get()).toList();
        for (var from = 0; from < due.size(); from += AT_ONCE) {
            var asked = new ArrayList<SftpLane.Asked>();
            for (var folder : due.subList(from, Math.min(due.size(), from + AT_ONCE))) {
                asked.add(lane.set(folder.path(), folder.to()));
            }
            for (var one : asked) {
                lane.done(one);
            }
        }
    }

    private List<SftpFolder> lookAt(List<SftpFolder> some)
            throws IOException, InterruptedException {
        folders.addAll(some);
        prepare(some);
        var there = list(some.stream().filter(SftpFolder::exists).toList());
        var below = new ArrayList<SftpFolder>();
        for (var folder : some) {
            below.addAll(compare(folder, there.getOrDefault(folder.path(), Map.of())));
        }
        return below;
    }

    /** After this each is a directory in which we may read and write. */
    private void prepare(List<SftpFolder> some) throws IOException {
        var asked = new ArrayList<SftpLane.Asked>();
        for (var folder : some) {
            if (folder.exists()) {
                var mode = folder.was().orElseThrow().permissions();
                if ((mode & OWNER_ALL) != OWNER_ALL) {
                    folder.changed().set(true);
                    var open = SftpAttributes.toSet(mode | OWNER_ALL, -1);
                    asked.add(lane.set(folder.path(), open));
                }
                continue;
            }
            if (folder.was().isPresent()) {
                // A file, or a link, which must not be followed to wherever it leads.
                asked.add(lane.remove(folder.path()));
            }
            asked.add(lane.makeDirectory(folder.path(), OWNER_ALL));
        }
        for (var one : asked) {
            lane.done(one);
        }
    }

    private Map<String, Map<String, SftpAttributes>> list(List<SftpFolder> some)
            throws IOException {
        var opened = new ArrayList<SftpLane.Asked>();
        for (var folder : some) {
            opened.add(lane.openDirectory(folder.path()));
        }
        var handles = new HashMap<String, byte[]>();
        for (var one : opened) {
            handles.put(one.subject(), lane.opened(one));
        }
        var found = new HashMap<String, Map<String, SftpAttributes>>();
        var unread = new HashSet<>(handles.keySet());
        while (!unread.isEmpty()) {
            var asked = new ArrayList<SftpLane.Asked>();
            for (var path : unread) {
                asked.add(lane.readDirectory(handle(handles, path), path));
            }
            for (var one : asked) {
                var names = lane.names(one);
                var known = found.computeIfAbsent(one.subject(), path -> new HashMap<>());
                names.forEach(entry -> known.put(entry.name(), entry.attributes()));
                if (names.isEmpty()) {
                    unread.remove(one.subject());
                }
            }
        }
        var closed = new ArrayList<SftpLane.Asked>();
        for (var entry : handles.entrySet()) {
            closed.add(lane.close(entry.getValue(), entry.getKey()));
        }
        for (var one : closed) {
            lane.done(one);
        }
        return found;
    }

    private static byte[] handle(Map<String, byte[]> handles, String path) {
        return Optional.ofNullable(handles.get(path)).orElseThrow();
    }

    private List<SftpFolder> compare(SftpFolder folder, Map<String, SftpAttributes> there)
            throws IOException, InterruptedException {
        var below = new ArrayList<SftpFolder>();
        var arriving = new HashSet<String>();
        for (var entry : SourceEntry.in(folder.source())) {
            var path = folder.path(entry.name());
            var was = Optional.ofNullable(there.get(entry.name()));
            switch (entry.kind()) {
                case DIRECTORY -> below.add(SftpFolder.of(entry.path(), path, entry.to(), was));
                case LINK -> {
                    var link = link(folder, entry, was);
                    arriving.add(link.temporary());
                    tasks.put(link);
                }
                case FILE -> {
                    var task = difference(entry, path, was);
                    if (task.orElse(null) instanceof SftpTask.Send send) {
                        arriving.add(send.temporary());
                        folder.changed().set(true);
                    }
                    if (task.isPresent()) {
                        tasks.put(task.get());
                    }
                }
            }
        }
        for (var name : there.keySet()) {
            var path = folder.path(name);
            if (name.startsWith(SftpTask.TEMPORARY) && !arriving.contains(path)) {
                folder.changed().set(true);
                tasks.put(new SftpTask.Remove(path));
            }
        }
        return below;
    }

    private SftpTask.Link link(SftpFolder folder, SourceEntry entry, Optional<SftpAttributes> was)
            throws IOException {
        var target = Files.readSymbolicLink(entry.path()).toString();
        return new SftpTask.Link(folder.path(entry.name()), target, was, folder, transfer);
    }

    /** What must be done that a file is there as in the source; empty when it is. */
    Optional<SftpTask> difference(SourceEntry entry, String path, Optional<SftpAttributes> was) {
        var same =
                was.filter(SftpAttributes::isFile)
                        .filter(there -> there.size() == entry.size())
                        .filter(there -> there.modified() == entry.to().modified());
        if (same.isEmpty()) {
            var overDirectory = was.filter(SftpAttributes::isDirectory).isPresent();
            return Optional.of(SftpTask.Send.of(entry, path, overDirectory, transfer));
        }
        return same.get().permissions() == entry.to().permissions()
                ? Optional.empty()
                : Optional.of(new SftpTask.Adjust(path, entry.to()));
    }
}
