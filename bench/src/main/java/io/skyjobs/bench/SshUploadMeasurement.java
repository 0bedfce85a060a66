package io.skyjobs.bench;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Resources;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast files come to a node, beside {@code rsync -a} by hand over OpenSSH's own client to the
 * same host in the same minutes, in turn.
 */
final class SshUploadMeasurement {
    private static final int MIB = 1 << 20;
    private static final double NANOS = 1e9;

    private final SshLab lab;
    private final ComputeProvider provider;
    private final Path directory;
    private final Report report;

    SshUploadMeasurement(SshLab lab, ComputeProvider provider, Path directory, Report report) {
        this.lab = lab;
        this.provider = provider;
        this.directory = directory;
        this.report = report;
    }

    /** Many small files, and one large one. */
    void run(int files, int mib, int turns)
            throws IOException, ProvisionException, ChannelException {
        ClusterName cluster = new ClusterName("upload-1-0-1-bench0");
        ClusterSpec spec =
                new ClusterSpec(
                        cluster, "bench0", 1, 1, provider.offers().getFirst(), Resources.ANY);
        ClusterView view = provider.ensure(spec);
        while (view.phase() != ClusterView.Phase.UP) {
            Pause.of(Duration.ofMillis(100));
            view = provider.ensure(spec);
        }
        try {
            Node node = new Node(provider.channel(cluster, 0), host(view));
            Path small = directory.resolve("small");
            SampleTrees.small(small, files);
            compare(
                    node,
                    new FileTree("~/small", small, files, (long) files * SampleTrees.SMALL),
                    turns);
            Path large = directory.resolve("large");
            SampleTrees.large(large, mib);
            compare(node, new FileTree("~/large", large, 1, (long) mib * MIB), turns);
        } finally {
            do {
                provider.terminate(cluster);
                Pause.of(Duration.ofMillis(100));
            } while (!provider.inspect(List.of(cluster)).saysGone(cluster));
        }
    }

    /** A node and the number of its host. */
    private record Node(NodeChannel channel, int host) {}

    private int host(ClusterView view) {
        String address = view.nodes().getFirst().address();
        return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
    }

    private void compare(Node node, FileTree tree, int turns) throws ChannelException {
        List<Double> ours = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        List<Double> byHand = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            String there = "/root/by-hand-" + turn;
            byHand.add(
                    SshLab.run(
                                    List.of(
                                            "rsync",
                                            "-a",
                                            "-e",
                                            lab.shell(),
                                            tree.source() + "/",
                                            "h" + node.host() + ":" + there))
                            / NANOS);
            SshLab.run(lab.byHand(node.host(), "rm -rf " + there));
            FileTree placed =
                    new FileTree(
                            tree.destination() + turn, tree.source(), tree.files(), tree.bytes());
            ours.add(seconds(node, placed));
            again.add(seconds(node, placed));
            SshLab.run(
                    lab.byHand(
                            node.host(),
                            "rm -rf .skyjobs/nodes/*/node0/home/"
                                    + placed.destination().substring(2)));
        }
        double rsync = best(byHand);
        String what = tree.files() + (tree.files() == 1 ? " file of " : " files, together ");
        what += tree.bytes() / MIB + " MiB";
        report.add(Figure.of(what + ": rsync by hand", rsync, "s"));
        report.add(Figure.of(what + ": placed", best(ours), "s").over(rsync, "rsync by hand"));
        report.add(
                Figure.of(what + ": throughput", tree.bytes() / best(ours) / MIB, "MiB/s")
                        .over(tree.bytes() / rsync / MIB, "rsync by hand"));
        report.add(
                Figure.of(what + ": placed again, unchanged", best(again), "s")
                        .over(rsync, "rsync by hand"));
    }

    private static double best(List<Double> seconds) {
        return seconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private static double seconds(Node node, FileTree tree) throws ChannelException {
        long start = System.nanoTime();
        node.channel().place(tree);
        return (System.nanoTime() - start) / NANOS;
    }
}
