package io.skyjobs.app.server;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.HostReport;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Pools of machines as a test describes them, offered as provider {@code ssh} offers its own, with
 * nothing behind them.
 */
public final class HandPools implements ComputeProvider, HostReport {
    private final List<Host> hosts = new ArrayList<>();
    private Readiness readiness = Readiness.ready("2 pools");

    /** A host that answers and has no GPUs; half of it is free. */
    public HandPools host(String pool, String name, double cpus, double memoryGib) {
        return host(
                pool, name, new Figures(cpus, cpus / 2, memoryGib, memoryGib / 2, 900, List.of()));
    }

    /** A host that answers. */
    public HandPools host(String pool, String name, Figures figures) {
        hosts.add(new Host(pool, name, true, Optional.of(figures), ""));
        return this;
    }

    /** A host that does not answer, and never did. */
    public HandPools silent(String pool, String name, String note) {
        hosts.add(new Host(pool, name, false, Optional.empty(), note));
        return this;
    }

    /** It cannot be used. */
    public HandPools missing(String hint) {
        readiness = Readiness.missing(hint);
        return this;
    }

    @Override
    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    @Override
    public String name() {
        return "ssh";
    }

    @Override
    public String title() {
        return "SSH";
    }

    @Override
    public Readiness readiness() {
        return readiness;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(false, true, false, false, false, false, false, Duration.ZERO);
    }

    @Override
    public List<Offer> offers() {
        List<Offer> offers = new ArrayList<>();
        for (Host host : hosts) {
            host.figures().ifPresent(figures -> offers.add(offer(host.pool(), figures)));
        }
        return offers.stream().distinct().toList();
    }

    private static Offer offer(String pool, Figures figures) {
        Optional<Gpus> gpus = figures.gpus().stream().findFirst();
        return new Offer(
                "ssh",
                Optional.of(pool),
                Optional.empty(),
                List.of(),
                new Shape(
                        (int) figures.cpus() + "CPU--" + (int) figures.memoryGib() + "GB",
                        figures.cpus(),
                        figures.memoryGib(),
                        gpus.map(it -> new Accelerator(it.name(), it.count())),
                        gpus.map(Gpus::memoryGib),
                        true),
                false,
                UsdPerHour.FREE);
    }

    @Override
    public ClusterView ensure(ClusterSpec spec) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void terminate(ClusterName name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Inspection list(String installation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NodeChannel channel(ClusterName name, int rank) throws ChannelException {
        throw new ChannelException("there is nothing");
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
