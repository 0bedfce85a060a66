package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.RemoteProcess;

import org.apache.sshd.client.channel.ChannelExec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process behind an exec channel, without a terminal. What it writes is buffered up to the window
 * of the channel (2 MiB for both streams together) and then it waits, so both are to be read.
 */
final class SshProcess implements RemoteProcess {
    /** The signals that a shell shows as 128 and their number; signal(7). */
    private static final Map<String, Integer> SIGNALS =
            Map.ofEntries(
                    Map.entry("HUP", 1),
                    Map.entry("INT", 2),
                    Map.entry("QUIT", 3),
                    Map.entry("ILL", 4),
                    Map.entry("ABRT", 6),
                    Map.entry("FPE", 8),
                    Map.entry("KILL", 9),
                    Map.entry("USR1", 10),
                    Map.entry("SEGV", 11),
                    Map.entry("USR2", 12),
                    Map.entry("PIPE", 13),
                    Map.entry("ALRM", 14),
                    Map.entry("TERM", 15));

    private static final int SIGNALLED = 128;

    private final ChannelExec channel;
    private final CountDownLatch ended = new CountDownLatch(1);

    private SshProcess(ChannelExec channel) {
        this.channel = channel;
    }

    /** Starts one; the seat is left when its channel has ended, or when it could not be opened. */
    static SshProcess start(SshConnection connection, SshSeat seat, String command)
            throws SshTroubleException {
        var limit = connection.settings().limits().channel();
        ChannelExec channel;
        try {
            channel = seat.session().createExecChannel(command);
        } catch (IOException | RuntimeException failure) {
            seat.close();
            throw new SshTroubleException(
                    SshTroubles.ofChannel(connection.title(), limit, failure));
        }
        var process = new SshProcess(channel);
        channel.addCloseFutureListener(
                future -> {
                    seat.close();
                    process.ended.countDown();
                });
        try {
            channel.open().verify(limit);
            return process;
        } catch (IOException | RuntimeException failure) {
            channel.close(true);
            throw new SshTroubleException(SshTroubles.ofChannel(connection.title(), limit, failure))
                    .of(failure);
        }
    }

    @Override
    public OutputStream input() {
        return channel.getInvertedIn();
    }

    @Override
    public InputStream output() {
        return channel.getInvertedOut();
    }

    @Override
    public InputStream errors() {
        return channel.getInvertedErr();
    }

    @Override
    public OptionalInt await(Duration limit) throws InterruptedException {
        if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            return OptionalInt.empty();
        }
        var status = channel.getExitStatus();
        if (status != null) {
            return OptionalInt.of(status);
        }
        var signal = channel.getExitSignal();
        return signal == null
                ? OptionalInt.empty()
                : OptionalInt.of(SIGNALLED + SIGNALS.getOrDefault(signal, 0));
    }

    @Override
    public void close() {
        channel.close(false);
    }
}
