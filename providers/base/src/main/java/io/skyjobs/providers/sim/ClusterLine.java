package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.SimCluster.Lot;
import io.skyjobs.providers.sim.SimNode.Doom;
import io.skyjobs.providers.sim.SimNode.End;
import io.skyjobs.providers.sim.SimRun.Cut;
import io.skyjobs.spi.ClusterName;

/** The written form of a cluster: what is written is read back the same, but for microseconds. */
final class ClusterLine {
    private ClusterLine() {}

    static Words write(SimCluster cluster, Words line) {
        line.add(cluster.name().value())
                .add(cluster.installation())
                .add(cluster.epoch())
                .add(cluster.wanted())
                .add(cluster.lot().region())
                .add(cluster.lot().zone())
                .add(cluster.lot().type())
                .add(cluster.lot().spot())
                .add(cluster.lease())
                .add(cluster.ending())
                .add(cluster.nodes().size());
        cluster.nodes().forEach(node -> write(node, line));
        return line;
    }

    static SimCluster read(Words line) {
        var name = new ClusterName(line.text());
        var installation = line.text();
        var epoch = line.number();
        var wanted = line.count();
        var lot = new Lot(line.text(), line.text(), line.text(), line.flag());
        var lease = line.instant();
        var ending = line.flag();
        var nodes = line.list(ClusterLine::readNode);
        return new SimCluster(name, installation, epoch, wanted, lot, nodes, lease, ending);
    }

    private static void write(SimNode node, Words line) {
        line.add(node.rank()).add(node.id()).add(node.made()).add(node.up());
        line.addPresence(node.doom());
        node.doom().ifPresent(it -> line.add(it.notice()).add(it.taken()).add(it.why()));
        line.addPresence(node.end());
        node.end()
                .ifPresent(
                        it ->
                                line.add(it.at())
                                        .add(it.gone())
                                        .add(it.dead())
                                        .add(it.cleared())
                                        .add(it.why()));
        line.add(node.runs().size());
        node.runs().forEach(run -> write(run, line));
    }

    private static SimNode readNode(Words line) {
        return new SimNode(
                line.count(),
                line.text(),
                line.instant(),
                line.instant(),
                line.optional(it -> new Doom(it.instant(), it.instant(), it.text())),
                line.optional(
                        it ->
                                new End(
                                        it.instant(),
                                        it.instant(),
                                        it.instant(),
                                        it.flag(),
                                        it.text())),
                line.list(ClusterLine::readRun));
    }

    private static void write(SimRun run, Words line) {
        line.add(run.epoch())
                .add(run.setup().essence())
                .add(run.run().essence())
                .add(run.waits())
                .add(run.hooked())
                .add(run.started())
                .addPresence(run.letOn());
        run.letOn().ifPresent(line::add);
        line.addPresence(run.cut());
        run.cut().ifPresent(cut -> line.add(cut.at()).add(cut.warned()));
    }

    private static SimRun readRun(Words line) {
        return new SimRun(
                line.number(),
                Program.of(line.text()),
                Program.of(line.text()),
                line.flag(),
                line.flag(),
                line.instant(),
                line.optional(Words::instant),
                line.optional(it -> new Cut(it.instant(), it.flag())));
    }
}
