package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;
import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.LineSearch;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code sky api logs}: what the server says about itself; works whether it runs or not. */
final class ApiLogs implements Command {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long STANDARD_LINES = 100;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Show the server's own log.");
        spec.addOption(flag("Wait for what is still to come.", "-f", "--follow"));
        spec.addOption(text("N", "The last N lines; 0 for all, 100 unless said.", "--tail"));
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, IOException, InterruptedException {
        shell.server().place().needHere("sky api logs");
        Path file = shell.home().serverLog();
        if (!Files.isReadable(file)) {
            throw new CommandFailure(
                    "There is no server log at " + shell.home().show(file) + " yet.");
        }
        long lines = arguments.number("--tail").orElse(STANDARD_LINES);
        Terminal terminal = shell.terminal();
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(lines <= 0 ? 0 : LineSearch.lastLines(log, lines));
            byte[] bytes = new byte[64 * 1024];
            while (!terminal.broken()) {
                int count = log.read(bytes);
                if (count > 0) {
                    terminal.bytes(bytes, 0, count);
                } else if (arguments.has("--follow")) {
                    terminal.flush();
                    shell.pause().pause(POLL);
                } else {
                    break;
                }
            }
        }
        return 0;
    }
}
