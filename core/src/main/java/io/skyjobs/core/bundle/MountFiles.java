package io.skyjobs.core.bundle;

import io.skyjobs.core.bundle.NodeMount.Mode;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files from which {@code storage.sh} knows what to bring to a node: a list, the remotes of
 * {@code rclone} with their credentials, and what stores do not keep of trees.
 */
final class MountFiles {
    /** Variable of a task that limits, in seconds, how long a run waits for its last uploads. */
    static final String FLUSH_LIMIT = "SKYJOBS_FLUSH_LIMIT";

    private static final String FLUSH_STANDARD = "3600";

    /** So that no line becomes too long for a shell, and few processes do much. */
    private static final int WORDS_PER_LINE = 100;

    /** By bucket, so that the same mounts have the same names of remotes at any time. */
    private final Map<StoreUri, NodeAccess> remotes = new LinkedHashMap<>();

    private final Map<String, String> files = new LinkedHashMap<>();

    private MountFiles() {}

    /**
     * The files by name.
     *
     * @param envs variables of the task
     * @throws IllegalArgumentException when something holds a character that no path can have
     */
    static Map<String, String> files(List<NodeMount> mounts, Map<String, String> envs) {
        var out = new MountFiles();
        var list = new StringBuilder("# What storage.sh brings.\n");
        var limit =
                Optional.ofNullable(envs.get(FLUSH_LIMIT))
                        .filter(text -> text.matches("[0-9]{1,7}"))
                        .orElse(FLUSH_STANDARD);
        list.append("flush_limit=").append(limit).append('\n');
        var number = 0;
        for (var mount : mounts) {
            number++;
            out.entry(number, mount, list);
            out.details(number, mount);
        }
        out.files.put(RunRequest.MOUNTS, list.toString());
        out.files.putAll(RemoteFiles.files(out.remotes));
        return out.files;
    }

    /** Those of the files that hold credentials, made anew for a run that began with lent ones. */
    static Map<String, String> credentials(List<NodeMount> mounts) {
        var out = new MountFiles();
        mounts.forEach(out::remote);
        return RemoteFiles.renewed(out.remotes);
    }

    private void entry(int number, NodeMount mount, StringBuilder list) {
        list.append("entry ").append(number).append(' ').append(mount.mode());
        var address = mount.address();
        var below = address.key().isEmpty() ? "" : "/" + stripped(address.key());
        list.append(word(mount.destination())).append(word(address.toString()));
        var directory = mount.access().directory();
        if (directory.isPresent()) {
            var bucket = directory.get() + "/" + address.bucket();
            list.append(word("directory")).append(word(bucket + below)).append(word(bucket));
        } else {
            var type = mount.access().options().getOrDefault("type", "");
            var source = remote(mount) + ":" + mount.access().root() + address.bucket() + below;
            list.append(word(type)).append(word(source));
            options(mount, type).forEach(option -> list.append(word(option)));
        }
        list.append('\n');
    }

    private static List<String> options(NodeMount mount, String type) {
        return mount.mode() == Mode.COPY
                ? List.of("--transfers=16", "--checkers=16")
                : MountOptions.of(mount, type);
    }

    private static String stripped(String key) {
        return key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
    }

    private static String word(String text) {
        return " " + ShellWord.quote("a bucket's path or option", text);
    }

    /** The name of the remote for a mount's bucket; empty when its store is a directory. */
    private String remote(NodeMount mount) {
        if (mount.access().directory().isPresent()) {
            return "";
        }
        var bucket = mount.address().bucketUri();
        remotes.putIfAbsent(bucket, mount.access());
        return RemoteFiles.name(List.copyOf(remotes.keySet()).indexOf(bucket));
    }

    private void details(int number, NodeMount mount) {
        var details = mount.details();
        if (details.equals(TreeDetails.NONE)) {
            return;
        }
        var text = new StringBuilder("# What the store does not keep of the tree.\n");
        calls("directories", details.emptyDirectories(), text);
        details.links()
                .forEach(
                        (path, target) ->
                                text.append("link")
                                        .append(word("./" + path))
                                        .append(word(target))
                                        .append('\n'));
        calls("executables", details.executables(), text);
        files.put("details-" + number + ".sh", text.toString());
    }

    private static void calls(String function, List<String> paths, StringBuilder text) {
        for (var from = 0; from < paths.size(); from += WORDS_PER_LINE) {
            text.append(function);
            paths.subList(from, Math.min(paths.size(), from + WORDS_PER_LINE))
                    .forEach(path -> text.append(word("./" + path)));
            text.append('\n');
        }
    }
}
