package io.skyjobs.core.controller.life;

import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.PreemptionNotices;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;
import io.skyjobs.spi.Watchable;
import io.skyjobs.testkit.FakeCloud;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A fake cloud at whose every call the caller may be killed, before or after it took effect. */
class MortalCloud implements ComputeProvider, Watchable, PreemptionNotices {
    private final FakeCloud cloud;
    private final Runnable mayKill;

    MortalCloud(FakeCloud cloud, Runnable mayKill) {
        this.cloud = cloud;
        this.mayKill = mayKill;
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
        mayKill.run();
        ClusterView view = cloud.ensure(spec);
        mayKill.run();
        return view;
    }

    @Override
    public Inspection inspect(Collection<ClusterName> names) throws ProvisionException {
        mayKill.run();
        return cloud.inspect(names);
    }

    @Override
    public void terminate(ClusterName name) throws ProvisionException {
        mayKill.run();
        cloud.terminate(name);
        mayKill.run();
    }

    @Override
    public Inspection list(String installation) throws ProvisionException {
        mayKill.run();
        mayKill.run();
        return cloud.list(installation);
    }

    @Override
    public NodeChannel channel(ClusterName name, int rank) {
        return new Channel(cloud.channel(name, rank));
    }

    private final class Channel extends ForwardingChannel {
        Channel(NodeChannel channel) {
            super(channel);
        }

        @Override
        public void place(FileTree tree) throws ChannelException {
            super.place(tree);
            mayKill.run();
        }

        @Override
        public RunView start(RunRequest request) throws ChannelException {
            mayKill.run();
            RunView view = super.start(request);
            mayKill.run();
            return view;
        }

        @Override
        public void proceed(long epoch) throws ChannelException {
            super.proceed(epoch);
            mayKill.run();
        }

        @Override
        public void stop(long epoch, Duration grace) throws ChannelException {
            super.stop(epoch, grace);
            mayKill.run();
        }

        @Override
        public void warn(long epoch, Duration left) throws ChannelException {
            super.warn(epoch, left);
            mayKill.run();
        }

        @Override
        public void renew(long epoch, Map<String, String> files) throws ChannelException {
            super.renew(epoch, files);
            mayKill.run();
        }
    }

    @Override
    public List<Notice> notices(ClusterName name) throws ProvisionException {
        return cloud.notices(name);
    }

    @Override
    public Watch watch(Consumer<ClusterName> changed) {
        return cloud.watch(changed);
    }

    @Override
    public void close() {}
}
