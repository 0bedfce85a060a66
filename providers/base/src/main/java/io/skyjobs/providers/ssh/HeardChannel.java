package io.skyjobs.providers.ssh;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.time.Duration;

/**
 * A channel whose answers count as answers of its host. That a call fails counts for nothing: the
 * node may be what is missing.
 */
record HeardChannel(NodeChannel channel, HeldHost host) implements NodeChannel {
    @Override
    public void place(FileTree tree) throws ChannelException {
        channel.place(tree);
        host.heard();
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        var view = channel.start(request);
        host.heard();
        return view;
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        var view = channel.look(epoch);
        host.heard();
        return view;
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        channel.proceed(epoch);
        host.heard();
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        channel.stop(epoch, grace);
        host.heard();
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        channel.warn(epoch, left);
        host.heard();
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        var bytes = channel.log(epoch, phase, from, limit);
        host.heard();
        return bytes;
    }
}
