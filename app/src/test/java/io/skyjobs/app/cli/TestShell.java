package io.skyjobs.app.cli;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.server.TestServer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Runs commands in this process against a server, with what they print kept. */
public final class TestShell {
    private final Path directory;
    private final IntSupplier port;
    private final Supplier<String> token;
    private final Map<String, String> environment = new TreeMap<>();
    private String input = "";
    private Pause pause = length -> Thread.onSpinWait();
    private InstantSource clock = InstantSource.fixed(MemoryPlane.NOW.plusSeconds(7_200));

    /**
     * What a command did.
     *
     * @param code exit code
     * @param out what it printed
     * @param err what it printed as errors and hints
     */
    public record Outcome(int code, String out, String err) {}

    /**
     * @param directory home and working directory of the user
     * @param port where the server listens now
     */
    TestShell(Path directory, IntSupplier port) {
        this(directory, port, () -> TestServer.TOKEN);
    }

    /** As above, with the token that the server wants now. */
    public TestShell(Path directory, IntSupplier port, Supplier<String> token) {
        this.directory = directory;
        this.port = port;
        this.token = token;
    }

    /** The user types this. */
    TestShell typing(String text) {
        input = text;
        return this;
    }

    /** Whoever waits does it so. */
    TestShell pausing(Pause how) {
        pause = how;
        return this;
    }

    /** Time passes as it does for everybody. */
    public TestShell inRealTime() {
        pause = length -> Thread.sleep(length);
        clock = InstantSource.system();
        return this;
    }

    /** The user has this variable. */
    TestShell with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Writes a file into the user's directory. */
    public TestShell file(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
        return this;
    }

    /** Runs {@code sky} with these words. */
    public Outcome run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(
                        out,
                        err,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        false,
                        false,
                        false);
        SkyHome home = SkyHome.at(directory);
        Daemon daemon =
                new Daemon(home, pause) {
                    @Override
                    ApiClient start() {
                        return new ApiClient(port.getAsInt(), token.get());
                    }
                };
        Shell shell =
                new Shell(
                        terminal,
                        home,
                        environment,
                        directory,
                        "ann",
                        clock,
                        ZoneOffset.UTC,
                        pause,
                        new ServerLink(
                                new ServerPlace(home, environment), daemon, terminal, pause));
        int code = new CommandLineRun(shell).run(List.of(words));
        terminal.flush();
        return new Outcome(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
