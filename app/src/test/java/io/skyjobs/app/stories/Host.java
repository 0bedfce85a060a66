package io.skyjobs.app.stories;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.server.RunningServer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a story's server runs. Whatever it is, its end leaves jobs running. */
interface Host {
    /** The port on which it listens. */
    int port();

    /** The token that it wants. */
    String token();

    /** Ends it in the way that this host can. */
    void end();

    /** A server in this process; its end is orderly. */
    static Host inside(Path user) {
        try {
            RunningServer server = new RunningServer(user);
            return new Host() {
                @Override
                public int port() {
                    return server.port();
                }

                @Override
                public String token() {
                    return server.token();
                }

                @Override
                public void end() {
                    server.close();
                }
            };
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** A server in a process of its own; its end is {@code kill -9}. */
    static Host ofProcess(Path user) {
        return new ServerProcess(user);
    }

    /** A server process of the classes under test. */
    final class ServerProcess implements Host {
        private final SkyHome home;
        private final Process process;

        private ServerProcess(Path user) {
            this.home = SkyHome.at(user);
            try {
                home.prepare();
                Files.deleteIfExists(home.pid());
                this.process = start(user);
            } catch (IOException trouble) {
                throw new UncheckedIOException(trouble);
            }
            Patience.await(this::said, this::announced);
        }

        private Process start(Path user) throws IOException {
            ProcessBuilder builder =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.skyjobs.app.server.ServerMain");
            builder.environment().put("HOME", user.toString());
            builder.environment().put("SKY_API_PORT", "0");
            builder.redirectInput(Redirect.from(new File("/dev/null")));
            builder.redirectOutput(Redirect.appendTo(home.serverLog().toFile()));
            builder.redirectErrorStream(true);
            return builder.start();
        }

        private Optional<SkyHome.Address> announced() {
            if (!process.isAlive()) {
                throw new AssertionError("The server ended: " + said());
            }
            return home.lastServer().filter(address -> address.pid() == process.pid());
        }

        private String said() {
            try {
                return "a server that listens; its log:\n" + Files.readString(home.serverLog());
            } catch (IOException none) {
                return "a server that listens";
            }
        }

        @Override
        public int port() {
            return home.lastServer().orElseThrow().port();
        }

        @Override
        public String token() {
            try {
                return home.readToken().orElseThrow();
            } catch (IOException trouble) {
                throw new UncheckedIOException(trouble);
            }
        }

        @Override
        public void end() {
            process.destroyForcibly();
            try {
                process.waitFor();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
