package io.skyjobs.core.controller.life;

import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.PreemptionNotices;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Readiness;
import io.skyjobs.testkit.FakeCloud;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A fake cloud whose runs go on whatever they are told, and which announces what it then leaves.
 */
final class CryingCloud implements ComputeProvider, PreemptionNotices {
    private final FakeCloud cloud;
    private final AtomicReference<Optional<Duration>> announced;
    private final AtomicReference<Optional<ProvisionException>> refusal;

    private boolean takesAtOnce;

    /**
     * @param announced when all machines are taken, as it says
     * @param refusal what it answers instead of making a cluster
     */
    CryingCloud(
            FakeCloud cloud,
            AtomicReference<Optional<Duration>> announced,
            AtomicReference<Optional<ProvisionException>> refusal) {
        this.cloud = cloud;
        this.announced = announced;
        this.refusal = refusal;
    }

    /** Takes back from now on whatever it has just made. */
    void takesAtOnce() {
        takesAtOnce = true;
    }

    @Override
    public String name() {
        return cloud.name();
    }

    @Override
    public String title() {
        return cloud.title();
    }

    @Override
    public Readiness readiness() {
        return cloud.readiness();
    }

    @Override
    public Capabilities capabilities() {
        return cloud.capabilities();
    }

    @Override
    public List<Offer> offers() {
        return cloud.offers();
    }

    @Override
    public ClusterView ensure(ClusterSpec spec) throws ProvisionException {
        if (refusal.get().isPresent()) {
            throw refusal.get().get();
        }
        ClusterView made = cloud.ensure(spec);
        if (takesAtOnce) {
            cloud.take(spec.name(), OptionalInt.empty(), Duration.ZERO);
            return new ClusterView(spec.name(), ClusterView.Phase.GONE, List.of(), "taken");
        }
        return made;
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) throws ProvisionException {
        return cloud.inspect(names);
    }

    @Override
    public void terminate(ClusterName name) throws ProvisionException {
        cloud.terminate(name);
    }

    @Override
    public Inspection list(String installation) throws ProvisionException {
        return cloud.list(installation);
    }

    @Override
    public NodeChannel channel(ClusterName name, int rank) {
        return new ForwardingChannel(cloud.channel(name, rank)) {
            @Override
            public void warn(long epoch, Duration left) {
                // It is deaf.
            }
        };
    }

    @Override
    public List<Notice> notices(ClusterName name) {
        return announced.get().stream().map(left -> new Notice(0, left, "wolf")).toList();
    }

    @Override
    public void close() {}
}
