package io.skyjobs.app.cli;

import io.skyjobs.app.api.Release;
import io.skyjobs.app.api.SkyHome;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Entry of the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Terminal terminal = Terminal.ofProcess(environment);
        int code;
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            Release release = Release.current();
            terminal.line("sky " + release.version() + " (commit " + release.commit() + ")");
            code = 0;
        } else if (arguments.length == 1 && arguments[0].equals("aot-train")) {
            code = new StartCacheTraining(environment).run();
        } else {
            code = new CommandLineRun(shell(environment, terminal)).run(List.of(arguments));
        }
        terminal.flush();
        // Not the end of main alone: idle connections and readers have threads of their own.
        Runtime.getRuntime().halt(code);
    }

    private static Shell shell(Map<String, String> environment, Terminal terminal) {
        SkyHome home = SkyHome.of(environment);
        Pause pause = length -> Thread.sleep(length);
        return new Shell(
                terminal,
                home,
                environment,
                Path.of("").toAbsolutePath(),
                environment.getOrDefault("USER", System.getProperty("user.name", "unknown")),
                InstantSource.system(),
                ZoneId.systemDefault(),
                pause,
                new ServerLink(
                        new ServerPlace(home, environment),
                        new Daemon(home, pause),
                        terminal,
                        pause));
    }
}
