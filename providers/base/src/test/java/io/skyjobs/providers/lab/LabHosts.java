package io.skyjobs.providers.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Hosts with real OpenSSH servers in namespaces, as {@code .ci/sshlab} made them before; this
 * process is among them. Hosts have numbers from 1 on; a test leaves those that it used as they
 * were.
 */
public final class LabHosts {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final String name;
    private final Path tool;

    private LabHosts(String name, Path tool) {
        this.name = name;
        this.tool = tool;
    }

    /** The lab that {@code SKY_TEST_SSHLAB} names; tests that need it are tagged {@code peer}. */
    public static LabHosts get() {
        var name = Optional.ofNullable(System.getenv("SKY_TEST_SSHLAB")).orElse("");
        assertThat(name)
                .as("SKY_TEST_SSHLAB must name a lab; .ci/run peers builds one")
                .isNotEmpty();
        return new LabHosts(name, tool());
    }

    private static Path tool() {
        var folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.exists(folder.resolve(".ci/sshlab"))) {
            folder = folder.getParent();
        }
        return folder.resolve(".ci/sshlab");
    }

    /** Where the keys are: {@code key}, {@code locked}, {@code ca}. */
    public Path files() {
        return Path.of("/var/tmp/sshlab-" + name);
    }

    /** The address of a host. */
    public String address(int host) {
        return "10.88.1." + host;
    }

    /** One of 254 further addresses of a host. */
    public String alias(int host, int number) {
        return "10.89." + host + "." + number;
    }

    /** The public key by which a host proves itself, as in {@code known_hosts}. */
    public String hostKey(int host) {
        try {
            var line = Files.readString(files().resolve("h" + host + "/hostkey.pub"));
            return line.substring(0, line.lastIndexOf(' '));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Does something to the lab, in the words of the tool; answers what it printed. */
    public String tell(Object... words) {
        var command = new ArrayList<String>();
        command.add(tool.toString());
        Arrays.stream(words).map(String::valueOf).forEach(command::add);
        return run(command);
    }

    /** Runs a script on a host as root, past SSH. */
    public String shell(int host, String script) {
        return tell("exec", host, "sh", "-c", script);
    }

    /** Runs a command here; fails unless it ends well. */
    public String run(List<String> command) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("SSHLAB", name);
            var process = builder.start();
            process.getOutputStream().close();
            var printed = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var text = new String(printed, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            return text;
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Asks again and again until it is so; fails after the limit. */
    public static void until(String what, Duration limit, BooleanSupplier so) {
        var end = System.nanoTime() + limit.toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s within %s", what, limit).isLessThan(end);
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
