package io.skyjobs.providers.ssh;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.util.Map;

/**
 * A channel whose answers count as answers of its host. That a call fails counts for nothing: the
 * node may be what is missing. While the host is known to be silent, every call fails at once and
 * has the host asked beside, so that those who look at other hosts never wait behind it.
 */
record HeardChannel(NodeChannel channel, HeldHost host, Fan fan) implements NodeChannel {
    private void mustSpeak() throws ChannelException {
        var silent = host.silence();
        if (silent.isPresent()) {
            fan.later(host::probe);
            throw new ChannelException(silent.get().trouble());
        }
    }

    @Override
    public void place(FileTree tree) throws ChannelException {
        mustSpeak();
        channel.place(tree);
        host.heard();
    }

    @Override
    public RunView start(RunRequest request) throws ChannelException {
        mustSpeak();
        var view = channel.start(request);
        host.heard();
        return view;
    }

    @Override
    public RunView look(long epoch) throws ChannelException {
        mustSpeak();
        var view = channel.look(epoch);
        host.heard();
        return view;
    }

    @Override
    public void proceed(long epoch) throws ChannelException {
        mustSpeak();
        channel.proceed(epoch);
        host.heard();
    }

    @Override
    public void stop(long epoch, Duration grace) throws ChannelException {
        mustSpeak();
        channel.stop(epoch, grace);
        host.heard();
    }

    @Override
    public void warn(long epoch, Duration left) throws ChannelException {
        mustSpeak();
        channel.warn(epoch, left);
        host.heard();
    }

    @Override
    public void renew(long epoch, Map<String, String> files) throws ChannelException {
        mustSpeak();
        channel.renew(epoch, files);
        host.heard();
    }

    @Override
    public byte[] log(long epoch, LogPhase phase, long from, int limit) throws ChannelException {
        mustSpeak();
        var bytes = channel.log(epoch, phase, from, limit);
        host.heard();
        return bytes;
    }
}
