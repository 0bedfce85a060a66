package io.skyjobs.core.controller.life;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.util.Map;

/** Another channel, of which something may be done otherwise. */
class ForwardingChannel implements NodeChannel {
    private final NodeChannel channel;

    ForwardingChannel(NodeChannel channel) {
        this.channel = channel;
    }

    @Override
    public void place(FileTree tree) throws ChannelException {
        channel.place(tree);
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        return channel.start(request);
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        return channel.look(epoch);
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        channel.proceed(epoch);
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        channel.stop(epoch, grace);
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        channel.warn(epoch, left);
    }

    @Override
    public void renew(long epoch, Map<String, String> files) throws ChannelException {
        channel.renew(epoch, files);
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        return channel.log(epoch, phase, from, limit);
    }
}
