package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.command.CommandFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs commands as sshd does without a terminal: {@code sh -c}, each in a session of its own. The
 * end of a connection ends no process; it only closes what the process reads and writes.
 */
final class LocalShell implements CommandFactory, AutoCloseable {
    private final Path home;
    private final Map<String, String> environment;
    private final AtomicReference<String> noise = new AtomicReference<>("");
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    LocalShell(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    void noise(String text) {
        noise.set(text);
    }

    List<ProcessHandle> processes() {
        return running.stream().filter(Process::isAlive).map(Process::toHandle).toList();
    }

    @Override
    public Command createCommand(ChannelSession channel, String command) {
        return new Running(command);
    }

    private Process begin(String command) throws IOException {
        var builder = new ProcessBuilder("setsid", "sh", "-c", command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(home.toFile());
        var process = builder.start();
        running.add(process);
        return process;
    }

    @Override
    public void close() {
        for (var process : running) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** One command. */
    private final class Running implements Command {
        private final String command;
        private final AtomicReference<Process> process = new AtomicReference<>();
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private OutputStream err = OutputStream.nullOutputStream();
        private ExitCallback exit = (code, message, immediately) -> {};

        Running(String command) {
            this.command = command;
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            err = stream;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment ignored) throws IOException {
            var said = noise.get();
            if (!said.isEmpty()) {
                out.write(said.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.flush();
            }
            var begun = begin(command);
            process.set(begun);
            Thread.ofVirtual().start(() -> copy(in, begun.getOutputStream()));
            var output = Thread.ofVirtual().start(() -> copy(begun.getInputStream(), out));
            var errors = Thread.ofVirtual().start(() -> copy(begun.getErrorStream(), err));
            Thread.ofVirtual().start(() -> finish(begun, output, errors));
        }

        private void finish(Process begun, Thread output, Thread errors) {
            try {
                var code = begun.waitFor();
                output.join();
                errors.join();
                exit.onExit(code);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } finally {
                running.remove(begun);
            }
        }

        /** Closes both at the end, so that a process that writes to nobody gets SIGPIPE. */
        private static void copy(InputStream from, OutputStream to) {
            var bytes = new byte[32 * 1024];
            try (from;
                    to) {
                for (var count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                    to.write(bytes, 0, count);
                    to.flush();
                }
            } catch (IOException cut) {
                // The other end went away.
            }
        }

        @Override
        public void destroy(ChannelSession channel) throws IOException {
            var begun = process.get();
            if (begun != null) {
                Objects.requireNonNull(begun.getOutputStream()).close();
            }
        }
    }
}
