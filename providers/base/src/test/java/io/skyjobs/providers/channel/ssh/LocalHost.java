package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.HostConnection;
import io.skyjobs.providers.channel.host.RemoteProcess;
import io.skyjobs.spi.ChannelException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A host whose processes are this machine's, under a login shell that may be any; for what happens
 * above a connection. Cutting it ends the streams, as a lost connection does.
 */
final class LocalHost implements HostConnection {
    private final List<String> shell;
    private final String path;
    final List<Process> started = new CopyOnWriteArrayList<>();

    /**
     * @param shell a login shell with its option for a command
     * @param path where its programs are
     */
    LocalHost(List<String> shell, String path) {
        this.shell = List.copyOf(shell);
        this.path = path;
    }

    static LocalHost usual() {
        return new LocalHost(List.of("/bin/sh", "-c"), System.getenv("PATH"));
    }

    @Override
    public String title() {
        return "ubuntu@gpu-1";
    }

    @Override
    public RemoteProcess start(String command) throws ChannelException {
        var words = new java.util.ArrayList<>(shell);
        words.add(command);
        var builder = new ProcessBuilder(words);
        builder.environment().put("PATH", path);
        try {
            var process = builder.start();
            started.add(process);
            return new Running(process);
        } catch (IOException trouble) {
            throw new ChannelException("it could not be started", trouble);
        }
    }

    /** The connection is lost. */
    void cut() {
        started.forEach(process -> new Running(process).close());
    }

    @Override
    public void onLost(Runnable lost) {
        throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public void close() {
        cut();
    }

    private record Running(Process process) implements RemoteProcess {
        @Override
        public OutputStream input() {
            return process.getOutputStream();
        }

        @Override
        public InputStream output() {
            return process.getInputStream();
        }

        @Override
        public InputStream errors() {
            return process.getErrorStream();
        }

        @Override
        public OptionalInt await(Duration limit) throws InterruptedException {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
