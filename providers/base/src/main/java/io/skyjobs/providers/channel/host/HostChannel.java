package io.skyjobs.providers.channel.host;

import io.skyjobs.providers.channel.PlaceName;
import io.skyjobs.providers.channel.PrivateView;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The way to a node of a host, over the streams that are held to the host. Safe for many threads.
 */
final class HostChannel implements NodeChannel {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final HostAgent host;
    private final ClusterName cluster;
    private final int rank;

    HostChannel(HostAgent host, ClusterName cluster, int rank) {
        this.host = host;
        this.cluster = cluster;
        this.rank = rank;
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        var lines = lines(request.files());
        if (request.waitAfterSetup()) {
            lines.addAll(HostWords.file("wait", ""));
        }
        lines.addFirst(line("start", request.epoch(), lines.size()));
        return view(host.control(String.join("\n", lines) + "\n", host.limits().slow()));
    }

    private static List<String> lines(Map<String, String> files) throws ChannelException {
        var lines = new ArrayList<String>();
        for (var file : files.entrySet()) {
            if (!FILE_NAME.matcher(file.getKey()).matches()) {
                throw new ChannelException(
                        "'" + file.getKey() + "' is not a name for a file of a run.");
            }
            lines.addAll(HostWords.file(file.getKey(), file.getValue()));
        }
        return lines;
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        return view(host.control(line("look", epoch) + "\n", host.limits().quick()));
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        ask(line("go", epoch));
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        ask(line("stop", epoch, grace.plusMillis(999).toSeconds()));
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        ask(line("warn", epoch, Math.max(0, left.toSeconds())));
    }

    @Override
    public void renew(long epoch, Map<String, String> files) throws ChannelException {
        var lines = lines(files);
        lines.addFirst(line("lend", epoch, lines.size()));
        ask(String.join("\n", lines));
    }

    private void ask(String request) throws ChannelException {
        done(host.control(request + "\n", host.limits().slow()));
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        var request = line("log", epoch) + " " + phase.fileName() + " " + from + " " + limit + "\n";
        return done(host.bulk(request)).bytes().array();
    }

    @Override
    public void place(FileTree tree) throws ChannelException {
        var node = host.node(cluster, rank);
        if (node.filter(found -> found.stage() == HostNode.Stage.UP).isEmpty()) {
            throw new ChannelException(
                    "There is no " + this + ", or it is being removed: no files are placed there.");
        }
        var directory = node.get().evidence();
        if (PlaceName.isBelowHome(tree.destination())) {
            host.placer().place(directory + "/home", tree);
        } else {
            placeOutside(directory, tree);
        }
    }

    /** The host is everybody's: it goes to where the view of the scripts takes it from. */
    private void placeOutside(String directory, FileTree tree) throws ChannelException {
        var asked = tree.destination();
        var stored = "~/" + PlaceName.FOLDER + "/" + PlaceName.of(asked);
        if (!host.facts().privateFiles()) {
            throw ChannelException.needingUser(
                    PrivateView.refusal(asked, host.title() + " refuses mounts"));
        }
        try {
            host.placer()
                    .place(
                            directory,
                            new FileTree(stored, tree.source(), tree.files(), tree.bytes()));
        } catch (ChannelException trouble) {
            // Where it is kept tells the user nothing.
            var sentence = String.valueOf(trouble.getMessage()).replace(stored, asked);
            throw trouble.needsUser()
                    ? ChannelException.needingUser(sentence)
                    : new ChannelException(sentence, trouble);
        }
    }

    private String line(String verb, long... numbers) {
        var line = new StringBuilder(verb + " " + cluster + " " + rank);
        for (var number : numbers) {
            line.append(' ').append(number);
        }
        return line.toString();
    }

    private RunView view(HostReply reply) throws ChannelException {
        try {
            return HostWords.view(done(reply).text());
        } catch (IOException otherText) {
            throw new ChannelException(
                    "The run on " + this + " could not be looked at: " + otherText.getMessage(),
                    otherText);
        }
    }

    private HostReply done(HostReply reply) throws ChannelException {
        return switch (reply.status()) {
            case HostReply.OK -> reply;
            case "gone" -> throw new ChannelException("There is no " + this + ".");
            default ->
                    throw new ChannelException(
                            "What was asked of " + this + " failed: " + reply.text());
        };
    }

    @Override
    public String toString() {
        return "node " + rank + " of cluster " + cluster + " on " + host.title();
    }
}
