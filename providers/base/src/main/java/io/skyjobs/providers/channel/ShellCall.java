package io.skyjobs.providers.channel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A short-lived call of a shell program.
 *
 * @param exit its exit code
 * @param said what it printed, also as errors; only read when it failed
 */
record ShellCall(int exit, String said) {
    /** Our programs answer within milliseconds; a machine that takes this long is overloaded. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Calls it and waits for its answer.
     *
     * @param environment all that it finds in its environment
     * @throws IOException when it could not be started, or did not answer
     */
    static ShellCall of(List<String> command, Path directory, Map<String, String> environment)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        var process = builder.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        "the agent did not answer within " + PATIENCE.toSeconds() + " s");
            }
            if (process.exitValue() == 0) {
                return new ShellCall(0, "");
            }
            var said = process.getInputStream().readAllBytes();
            return new ShellCall(
                    process.exitValue(), new String(said, StandardCharsets.UTF_8).strip());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        } finally {
            process.getInputStream().close();
        }
    }

    /**
     * @throws IOException with what it said, when it failed
     */
    void mustSucceed() throws IOException {
        if (exit != 0) {
            throw new IOException(said.isEmpty() ? "exit code " + exit : said);
        }
    }
}
