package io.skyjobs.providers.channel.host;

import io.skyjobs.providers.channel.DirectoryRemoval;
import io.skyjobs.spi.ChannelException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A "host" that is a home directory of this machine with a directory of claims; its processes are
 * ordinary ones. It can be reached or not, and its login may say and lack things.
 */
final class ShellHost implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PASS_NANOS = Duration.ofMillis(3).toNanos();

    final Path root;
    final Map<String, String> login = new HashMap<>();
    final List<Process> processes = new CopyOnWriteArrayList<>();
    final List<String> prefix = new ArrayList<>();
    volatile String noise = "";
    volatile boolean reachable = true;

    /**
     * @param shell path of what is {@code sh} there
     */
    ShellHost(String shell) throws IOException {
        root = Files.createTempDirectory("shell-host");
        Files.createDirectories(home());
        Files.createDirectories(root.resolve("bin"));
        Files.createSymbolicLink(root.resolve("bin/sh"), Path.of(shell));
        login.put("HOME", home().toString());
        login.put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
        login.put("SKYJOBS_CLAIMS", claims().toString());
    }

    static ShellHost usual() throws IOException {
        return new ShellHost("/bin/sh");
    }

    Path home() {
        return root.resolve("home");
    }

    Path claims() {
        return root.resolve("claims");
    }

    Path node(String cluster, int rank) {
        return home().resolve(".skyjobs/nodes").resolve(cluster).resolve("node" + rank);
    }

    /** Leaves only programs that are not named on the login's path. */
    void without(String program) throws IOException {
        for (var folder : List.of("/usr/bin", "/bin")) {
            try (var files = Files.newDirectoryStream(Path.of(folder))) {
                for (var file : files) {
                    link(program, file);
                }
            }
        }
        login.put("PATH", root.resolve("bin").toString());
    }

    private void link(String program, Path file) throws IOException {
        var name = file.getFileName().toString();
        if (!name.equals(program)) {
            try {
                Files.createSymbolicLink(root.resolve("bin").resolve(name), file);
            } catch (FileAlreadyExistsException linked) {
                // The shell under test, or both folders are one.
            }
        }
    }

    /** A login of another user with the same claims; only root can have it. */
    ShellHost other(int user) throws IOException {
        var other = new ShellHost("/bin/sh");
        other.login.put("SKYJOBS_CLAIMS", claims().toString());
        for (var id : List.of("--reuid", "--regid")) {
            other.prefix.addAll(List.of(id, Integer.toString(user)));
        }
        other.prefix.addFirst("/usr/bin/setpriv");
        other.prefix.add("--clear-groups");
        other.login.put("PATH", "/usr/bin:/bin");
        for (var open : List.of(root, other.root)) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setAttribute(other.home(), "unix:uid", user);
        return other;
    }

    /** Adds a program to those of the login. */
    void program(String name, String text) throws IOException {
        var file = root.resolve("bin").resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    HostAgent agent() {
        return agent(HostSettings.Limits.USUAL);
    }

    HostAgent agent(HostSettings.Limits limits) {
        return new HostAgent(
                new Connection(),
                (home, tree) -> {
                    throw new ChannelException("no files here");
                },
                new HostSettings(
                        Executors.newCachedThreadPool(
                                work -> Thread.ofPlatform().daemon().unstarted(work)),
                        new Random(1),
                        limits));
    }

    /** Kills what serves at the host, as a cut of the connection would in the end. */
    void cut() {
        processes.forEach(Process::destroyForcibly);
        processes.clear();
    }

    static void until(BooleanSupplier holds) {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("what was waited for did not come");
            }
            LockSupport.parkNanos(PASS_NANOS);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            DirectoryRemoval.remove(root);
        } catch (IOException trouble) {
            throw new UncheckedIOException("the test left something behind", trouble);
        }
    }

    /** One login. */
    final class Connection implements HostConnection {
        @Override
        public String title() {
            return "tester@shell";
        }

        @Override
        public RemoteProcess start(String command) throws ChannelException {
            if (!reachable) {
                throw new ChannelException("tester@shell cannot be reached: no route.");
            }
            var words = new ArrayList<>(prefix);
            words.addAll(List.of("/bin/sh", "-c", noise + command));
            var builder = new ProcessBuilder(words);
            builder.environment().clear();
            builder.environment().putAll(login);
            builder.directory(home().toFile());
            try {
                var process = builder.start();
                processes.add(process);
                return new LocalProcess(process);
            } catch (IOException trouble) {
                throw new ChannelException("no shell", trouble);
            }
        }

        @Override
        public void onLost(Runnable lost) {
            // The end of its processes says so.
        }

        @Override
        public void close() {
            // Its processes end with their streams.
        }
    }

    private record LocalProcess(Process process) implements RemoteProcess {
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
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        }

        @Override
        public void close() {
            try {
                process.getOutputStream().close();
            } catch (IOException ended) {
                // Which is what was wanted.
            }
            process.destroy();
        }
    }
}
