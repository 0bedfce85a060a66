package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.RunRequest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A node with one run, on which the agent is called as a channel would call it. */
final class NodeDirectory implements AutoCloseable {
    private static final int PATIENCE = 4_000;
    private static final long PASS_NANOS = Duration.ofMillis(5).toNanos();

    private final Path home;
    private final Path run;
    private final String path;

    NodeDirectory(Path home, String path) {
        this.home = home;
        this.run = home.resolve(".sky/runs/1");
        this.path = path;
    }

    Path home() {
        return home;
    }

    NodeDirectory write(Map<String, String> files) throws IOException {
        Files.createDirectories(run);
        for (var file : files.entrySet()) {
            Files.writeString(run.resolve(file.getKey()), file.getValue());
        }
        return this;
    }

    NodeDirectory waitingAfterSetup() throws IOException {
        Files.createFile(run.resolve("wait"));
        return this;
    }

    /** Calls the agent and gives what it said. */
    String agent(String verb, String... words) throws IOException, InterruptedException {
        var process = call(verb, words);
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** Calls what knows of buckets, as a channel would call it. */
    void storage(String verb, String... words) throws IOException, InterruptedException {
        var process = call(RunRequest.STORAGE, verb, words);
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    Process call(String verb, String... words) throws IOException {
        return call(RunRequest.AGENT, verb, words);
    }

    private Process call(String program, String verb, String[] words) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(path).resolve("sh").toString(),
                                run.resolve(program).toString(),
                                verb,
                                run.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", path);
        return builder.start();
    }

    boolean has(String name) {
        return Files.exists(run.resolve(name));
    }

    String read(String name) throws IOException {
        return has(name) ? Files.readString(run.resolve(name)).strip() : "";
    }

    /** Waits until a file has this text in it, and gives all of it. */
    String until(String name, String part) throws IOException {
        for (var round = 0; round < PATIENCE && !read(name).contains(part); round++) {
            LockSupport.parkNanos(PASS_NANOS);
        }
        assertThat(read(name)).as("file %s", name).contains(part);
        return read(name);
    }

    /** Waits for the end, and gives its cause. */
    String untilEnded() throws IOException {
        return until("ended", " ").split(" ", 2)[1];
    }

    /** Waits until a process exists no longer. */
    void untilGone(long pid) {
        for (var round = 0; round < PATIENCE && ProcessHandle.of(pid).isPresent(); round++) {
            LockSupport.parkNanos(PASS_NANOS);
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    long pid(String name) throws IOException {
        return Long.parseLong(read(name).split(" ", 2)[0]);
    }

    @Override
    public void close() throws IOException {
        for (var name : List.of("pid", "setup.pid", "run.pid")) {
            if (has(name)) {
                ProcessHandle.of(pid(name)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }
}
