package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A command of this machine that carries a connection by what it reads and writes. It and whatever
 * it started end with the connection.
 *
 * <p>Its streams block real threads, three for each: a virtual thread that reads from a process
 * holds a carrier, of which there are not enough for hundreds of commands.
 */
final class SshProxyCommand {
    /** A longer line is cut; it is for a sentence. */
    private static final int LONGEST_LINE = 300;

    /** How long its last words may take after it ended. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("ssh-proxy-command-", 0).factory();

    private final Process process;
    private final AtomicReference<String> last = new AtomicReference<>("");
    private final Thread listener;

    private SshProxyCommand(Process process) {
        this.process = process;
        this.listener = THREADS.newThread(this::listen);
        listener.start();
    }

    /** Starts a line of shell as OpenSSH does. */
    static SshPipe start(String line, Path home) throws IOException {
        var builder = new ProcessBuilder("/bin/sh", "-c", "exec " + line);
        builder.directory(home.toFile());
        var command = new SshProxyCommand(builder.start());
        return new SshPipe(
                command.process.getInputStream(),
                command.process.getOutputStream(),
                command::complaint,
                THREADS,
                command::end);
    }

    private void listen() {
        var line = new StringBuilder();
        try (InputStream errors = process.getErrorStream()) {
            for (var c = errors.read(); c >= 0; c = errors.read()) {
                if (c == '\n') {
                    say(line);
                } else if (line.length() < LONGEST_LINE) {
                    line.append(new String(new byte[] {(byte) c}, StandardCharsets.ISO_8859_1));
                }
            }
            say(line);
        } catch (IOException ended) {
            // What it said until then is known.
        }
    }

    private void say(StringBuilder line) {
        var text = line.toString().strip();
        if (!text.isEmpty()) {
            last.set(text);
        }
        line.setLength(0);
    }

    private Optional<String> complaint() {
        try {
            // Its last words count also when it goes on.
            var _ = listener.join(LAST_WORDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Optional.of(last.get()).filter(text -> !text.isEmpty());
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroy);
        // Through its handle, because Process.destroy also closes the streams, and with them its
        // last
        // words.
        process.toHandle().destroy();
    }
}
