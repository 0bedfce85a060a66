package io.skyjobs.providers.channel.ssh;

import io.skyjobs.spi.FileTree;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Both ends' command lines of one transfer by rsync. No path of the user is on the host's command
 * line but escaped: the receiver is started in the directory where things go, and names travel in
 * rsync's own list of files.
 */
final class RsyncCommand implements AutoCloseable {
    /** Printed on the host before rsync speaks, so that noise of a login file can be told apart. */
    static final String MARKER = "skyjobs-receiver-begins";

    /** There is no rsync on the host; as shells say it. */
    static final int ABSENT = 127;

    /** A link on the host led out of the node's home. */
    static final int ASTRAY = 104;

    /**
     * Where the receiver keeps a file that came in part. It takes it up again from there; when the
     * file is whole, this is gone.
     */
    private static final String PARTIAL = ".skyjobs-partial";

    /**
     * The stand-in for a remote shell: says what it was asked to run, count first, then carries
     * bytes between rsync and the streams 3 and 4 that rsync got from us. As a remote shell does,
     * it ends when the other side has said all, for rsync waits for that.
     */
    private static final String BRIDGE =
            "sh -c 'printf \"%s\\0\" \"$#\" \"$@\" >&4; exec 5<&0;"
                    + " cat <&5 >&4 3<&- 5<&- & exec 4>&- 5<&-; cat <&3; kill $!' bridge";

    /**
     * Walks to where things go, making directories; the steps end with a colon, which no encoded
     * step is. A directory that is a link is followed only where it stays below the start, when
     * that matters ($2 is 1).
     */
    private static final String RECEIVER =
            """
            command -v rsync >/dev/null 2>&1 || exit 127;
            v=$(printf "$1"; printf x); cd -P "${v%x}" || exit 101;
            h=$(pwd -P; printf x); h=${h%??}; h=${h%/};
            c=$2; shift 2;
            until test "$1" = :; do
            v=$(printf "$1"; printf x); v=./${v%x}; shift;
            test -d "$v" || mkdir "$v" || test -d "$v" || exit 102;
            cd -P "$v" || exit 103;
            if test "$c" = 1; then
            w=$(pwd -P; printf x); w=${w%??};
            case "$w/" in "$h"/*) ;; *) exit 104;; esac;
            fi;
            done;
            shift;
            echo; echo MARKER;
            exec "$@"
            """
                    .replace("MARKER", MARKER);

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.,=_@/+-]+");

    private final List<String> sender;
    private final Placement where;
    private final List<Path> scratch;

    private RsyncCommand(List<String> sender, Placement where, List<Path> scratch) {
        this.sender = List.copyOf(sender);
        this.where = where;
        this.scratch = List.copyOf(scratch);
    }

    /**
     * For a tree.
     *
     * @param rsync the program on this machine
     * @param patience after which each end gives up by itself when the other is silent
     */
    static RsyncCommand of(Path rsync, FileTree tree, Placement placement, Duration patience)
            throws IOException {
        // Owner, group and devices are not the node's; what else is in the directory stays.
        var sender = new ArrayList<String>();
        sender.add(rsync.toString());
        sender.add("-rlpt");
        sender.add("--partial-dir=" + PARTIAL);
        sender.add("--timeout=" + Math.max(1, patience.toSeconds()));
        sender.add("--rsync-path=rsync");
        sender.addAll(List.of("-e", BRIDGE));
        var source = tree.source().toAbsolutePath();
        if (!Files.isDirectory(source)) {
            return ofFile(sender, source, placement);
        }
        var scratch = new ArrayList<Path>();
        if (placement.isStart()) {
            var list = topNames(source);
            scratch.add(list);
            sender.addAll(List.of("--from0", "--files-from=" + list));
        }
        sender.addAll(List.of("--", source + "/", "host:."));
        return new RsyncCommand(sender, placement, scratch);
    }

    /** A file may have any name here; a link gives it the name that it is to have there. */
    private static RsyncCommand ofFile(List<String> sender, Path source, Placement placement)
            throws IOException {
        var folder = Files.createTempDirectory("skyjobs-place-");
        var link = Files.createSymbolicLink(folder.resolve(placement.name()), source);
        sender.addAll(List.of("--copy-links", "--", link.toString(), "host:."));
        return new RsyncCommand(sender, placement.parent(), List.of(link, folder));
    }

    /** The names in a directory, so that the directory itself is left as it is on the host. */
    private static Path topNames(Path source) throws IOException {
        var names = new ByteArrayOutputStream();
        try (var entries = Files.newDirectoryStream(source)) {
            for (var entry : entries) {
                names.writeBytes(entry.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                names.write(0);
            }
        }
        var list = Files.createTempFile("skyjobs-place-", ".names");
        return Files.write(list, names.toByteArray());
    }

    /**
     * The sender on this machine: its standard input and output are those of the bridge, and it
     * speaks of its troubles on standard error.
     */
    ProcessBuilder sender() {
        var command = new ArrayList<String>();
        command.addAll(List.of("sh", "-c", "exec 3<&0 4>&1; exec \"$@\" </dev/null >/dev/null"));
        command.add("sh");
        command.addAll(sender);
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("RSYNC_"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /**
     * The receiver on the host.
     *
     * @param asked what the sender asked the bridge to run: host, program, arguments
     * @throws IOException when that is not a receiver, or not in plain words
     */
    String receiver(List<String> asked) throws IOException {
        var isReceiver =
                asked.size() > 3
                        && asked.get(1).equals("rsync")
                        && asked.get(2).equals("--server")
                        && !asked.contains("--sender")
                        && asked.stream().allMatch(word -> PLAIN.matcher(word).matches());
        if (!isReceiver) {
            throw new IOException("this machine's rsync asked for " + asked);
        }
        var steps =
                where.steps().stream()
                        .map(step -> PlainWords.encoded(step) + " ")
                        .collect(Collectors.joining());
        return "exec sh -c "
                + PlainWords.script(RECEIVER)
                + " sh "
                + PlainWords.encoded(where.start())
                + (where.confined() ? " 1 " : " 0 ")
                + steps
                + ": "
                + String.join(" ", asked.subList(1, asked.size()));
    }

    /** Removes what it made on this machine. */
    @Override
    public void close() throws IOException {
        for (var path : scratch) {
            Files.deleteIfExists(path);
        }
    }
}
