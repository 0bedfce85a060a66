package io.skyjobs.app.server;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Readiness;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** A provider with one machine on offer and nothing behind it. */
final class OneMachine implements ComputeProvider {
    @Override
    public String name() {
        return "local";
    }

    @Override
    public String title() {
        return "Local";
    }

    @Override
    public Readiness readiness() {
        return Readiness.ready("this machine");
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                false, true, false, false, false, true, false, true, false, Duration.ZERO);
    }

    @Override
    public List<Offer> offers() {
        return List.of(MemoryPlane.OFFER);
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
