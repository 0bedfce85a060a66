package io.skyjobs.bench;

import io.skyjobs.providers.channel.ssh.SshTarget;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Hosts that {@code .ci/sshlab} made, among which this process runs.
 *
 * @param files where the lab keeps its keys
 * @param hosts how many there are
 */
record SshLab(Path files, int hosts) {
    private static final int ADDRESSES_PER_HOST = 254;

    /** The lab of a name. */
    static SshLab of(String name) throws IOException {
        Path files = Path.of("/var/tmp/sshlab-" + name);
        return new SshLab(
                files, Integer.parseInt(Files.readString(files.resolve("hosts")).strip()));
    }

    private Path key() {
        return files.resolve("key");
    }

    String address(int host) {
        return "10.88.1." + host;
    }

    /** So many targets, of which no two have the same address; each host has many. */
    List<SshTarget> targets(int count) {
        if (count > hosts * ADDRESSES_PER_HOST) {
            throw new IllegalArgumentException("the lab has too few hosts for " + count);
        }
        return IntStream.range(0, count)
                .mapToObj(
                        one ->
                                new SshTarget(
                                        "10.89." + (1 + one % hosts) + "." + (1 + one / hosts),
                                        Optional.of("root"),
                                        Optional.empty(),
                                        List.of(key()),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of()))
                .toList();
    }

    /** The settings of the provider over all hosts, whose pool file is written to a directory. */
    Map<String, String> pool(Path directory) throws IOException {
        StringBuilder text = new StringBuilder("lab:\n  user: root\n  identity_file: ");
        text.append(key()).append("\n  hosts:\n");
        for (int host = 1; host <= hosts; host++) {
            text.append("    - ").append(address(host)).append('\n');
        }
        Path file = directory.resolve("pools.yaml");
        Files.writeString(file, text);
        return Map.of(
                "pool_file",
                file.toString(),
                "known_hosts",
                directory.resolve("known_hosts").toString());
    }

    /** A command by hand on a host, over a new connection of OpenSSH's own client. */
    List<String> byHand(int host, String command) {
        return List.of("ssh", "-F", files.resolve("config").toString(), "h" + host, command);
    }

    /** How rsync by hand reaches a host. */
    String shell() {
        return "ssh -F " + files.resolve("config");
    }

    /** Runs a command to its end; answers how many nanoseconds it took. */
    static long run(List<String> command) {
        long start = System.nanoTime();
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException("exit code " + code + ": " + command);
            }
        } catch (IOException trouble) {
            throw new IllegalStateException(String.join(" ", command), trouble);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting", stopped);
        }
        return System.nanoTime() - start;
    }
}
