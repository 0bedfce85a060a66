package io.skyjobs.core.controller;

import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Readiness;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A provider that only has offers, or cannot say which.
 *
 * @param answers whether it can be asked for them
 */
record Shop(String name, boolean enabled, boolean answers, List<Offer> goods)
        implements ComputeProvider {
    static Shop open(String name, Offer... offers) {
        return new Shop(name, true, true, List.of(offers));
    }

    @Override
    public String title() {
        return name.toUpperCase(Locale.ROOT);
    }

    @Override
    public Readiness readiness() {
        return enabled ? Readiness.ready("me") : Readiness.missing("Log in.");
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, true, true, true, true, false, Duration.ZERO);
    }

    @Override
    public List<Offer> offers() throws ProvisionException {
        if (!answers) {
            throw new ProvisionException(
                    ProvisionException.Kind.INFRASTRUCTURE,
                    ProvisionException.Reach.PROVIDER,
                    "DOWN",
                    "It does not answer.");
        }
        return goods;
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
    public void terminate(ClusterName cluster) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Inspection list(String installation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public NodeChannel channel(ClusterName cluster, int rank) throws ChannelException {
        throw new ChannelException("there is nothing");
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
