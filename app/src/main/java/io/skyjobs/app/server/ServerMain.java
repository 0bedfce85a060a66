package io.skyjobs.app.server;

import io.skyjobs.app.api.Release;
import io.skyjobs.app.api.SkyHome;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Entry of the server process. It ends on SIGTERM or when it is asked to; jobs go on running, and
 * the next one takes them up.
 */
public final class ServerMain {
    private static final int ANOTHER_RUNS = 3;

    private ServerMain() {}

    public static void main(String[] arguments) {
        int code;
        try {
            code =
                    List.of(arguments).contains("aot-train")
                            ? StartTraining.run()
                            : serve(SkyHome.of(System.getenv()), System.getenv());
        } catch (StartProblem problem) {
            System.err.println("Error: " + problem.sentence());
            code = problem.exitCode();
        }
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int serve(SkyHome home, Map<String, String> environment) throws StartProblem {
        Optional<ServerLock> lock = prepared(home);
        if (lock.isEmpty()) {
            System.err.println("Another server of this user runs already.");
            return ANOTHER_RUNS;
        }
        Logger log = LoggerFactory.getLogger(ServerMain.class);
        ServerConfig config = config(home, environment, log);
        Assembly assembly = new Assembly(home, config, stopOnce());
        try {
            ApiServer server =
                    assembly.start(
                            Optional.ofNullable(System.getProperty("sky.home")).map(Path::of));
            lock.get().announce(server.port());
            log.info(
                    "sky {} serves at http://127.0.0.1:{} (pid {})",
                    Release.current().version(),
                    server.port(),
                    ProcessHandle.current().pid());
        } catch (IOException unwritable) {
            assembly.close();
            throw new StartProblem(
                    StartProblem.FAILURE,
                    "Cannot write " + home.pid() + ": " + unwritable.getMessage() + ".",
                    unwritable);
        } catch (StartProblem | RuntimeException | Error refused) {
            // An Error too: threads that live on would hold the lock of a server that never serves.
            assembly.close();
            throw refused;
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(
                                        () -> {
                                            log.info("stopping; jobs go on running");
                                            assembly.close();
                                            lock.get().close();
                                        }));
        return 0;
    }

    /** Ends the process at the first call, and returns at once. */
    private static Runnable stopOnce() {
        AtomicBoolean stopping = new AtomicBoolean();
        return () -> {
            if (stopping.compareAndSet(false, true)) {
                // A thread of its own: the one that asks must be free to answer.
                Thread.ofPlatform().name("stop").start(() -> System.exit(0));
            }
        };
    }

    private static Optional<ServerLock> prepared(SkyHome home) throws StartProblem {
        try {
            home.prepare();
            return ServerLock.take(home);
        } catch (IOException unwritable) {
            throw new StartProblem(
                    StartProblem.FAILURE,
                    "Cannot write to " + home.root() + ": " + unwritable.getMessage() + ".",
                    unwritable);
        }
    }

    private static ServerConfig config(SkyHome home, Map<String, String> environment, Logger log)
            throws StartProblem {
        ServerConfig standard = ServerConfig.standard(Runtime.getRuntime().availableProcessors());
        ConfigFile.Loaded loaded =
                new ConfigFile(home.show(home.config())).read(home.config(), standard);
        LogForm.of(loaded.config()).begin();
        loaded.warnings().forEach(log::warn);
        ServerConfig config =
                new ScenarioSetting(home, environment)
                        .applied(loaded.config())
                        .warning(loaded.warnings());
        config = new TraceEnvironment(environment).applied(config);
        config.warnings().stream().skip(loaded.warnings().size()).forEach(log::warn);
        String port = environment.getOrDefault("SKY_API_PORT", "");
        if (port.isBlank()) {
            return config;
        }
        try {
            int number = Integer.parseInt(port.strip());
            if (number >= 0 && number <= 65_535) {
                return config.withPort(number);
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw new StartProblem(
                StartProblem.MISTAKE,
                "SKY_API_PORT must be a port number from 0 to 65535, not '" + port + "'.");
    }
}
