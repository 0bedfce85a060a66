package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.providers.lab.LabHosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real ssh-agent with a socket of its own. */
final class LabAgent implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Path folder;
    private final Process process;

    LabAgent(Path folder) throws IOException {
        this.folder = folder;
        this.process =
                new ProcessBuilder("ssh-agent", "-D", "-a", socket(folder).toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        LabHosts.until("the agent's socket", LIMIT, () -> Files.exists(socket(folder)));
    }

    private static Path socket(Path folder) {
        return folder.resolve("agent");
    }

    Path socket() {
        return socket(folder);
    }

    /** Gives it a key, with what a person would type. */
    void add(Path key, String passphrase) throws IOException, InterruptedException {
        var answer = folder.resolve("answer");
        Files.writeString(answer, "#!/bin/sh\necho '" + passphrase + "'\n");
        Files.setPosixFilePermissions(answer, PosixFilePermissions.fromString("rwx------"));
        var builder = new ProcessBuilder(List.of("ssh-add", key.toString()));
        builder.environment().put("SSH_AUTH_SOCK", socket().toString());
        builder.environment().put("SSH_ASKPASS", answer.toString());
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        var adding = builder.start();
        assertThat(adding.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(adding.exitValue()).isZero();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
