package io.skyjobs.app.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything of one user lives: {@code ~/.sky}, with mode 700.
 *
 * @param user the user's home directory
 * @param root {@code .sky} below it
 */
public record SkyHome(Path user, Path root) {
    /**
     * The home of whoever runs this: {@code $HOME} first, else what the system says.
     *
     * @param environment environment variables
     */
    public static SkyHome of(Map<String, String> environment) {
        String home =
                Optional.ofNullable(environment.get("HOME"))
                        .filter(text -> !text.isBlank())
                        .orElseGet(() -> System.getProperty("user.home", "/"));
        return at(Path.of(home).toAbsolutePath().normalize());
    }

    /** The home below a user's home directory. */
    public static SkyHome at(Path user) {
        return new SkyHome(user, user.resolve(".sky"));
    }

    /** The database of the default store. */
    public Path database() {
        return root.resolve("sky.db");
    }

    /** Logs of all attempts. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Files of jobs, on the server. */
    public Path blobs() {
        return root.resolve("blobs");
    }

    /** What the command line knows of files that it has hashed. */
    public Path hashes() {
        return root.resolve("hashes");
    }

    /** Where provider {@code local} has its nodes. */
    public Path clusters() {
        return root.resolve("clusters");
    }

    /** Configuration of the server. */
    public Path config() {
        return root.resolve("config.yaml");
    }

    /** The server of another machine that commands speak to. */
    public Path login() {
        return root.resolve("login");
    }

    /** Files of the server process. */
    public Path server() {
        return root.resolve("api_server");
    }

    /** The token that every request carries. */
    public Path token() {
        return server().resolve("token");
    }

    /** Users of the server besides its own. */
    public Path users() {
        return server().resolve("users");
    }

    /** What was asked of the server, and by whom. */
    public Path audit() {
        return server().resolve("audit.log");
    }

    /** Process and port of the server that runs, and its start: {@code pid port start}. */
    public Path pid() {
        return server().resolve("pid");
    }

    /** Locked while a server runs. */
    public Path lock() {
        return server().resolve("lock");
    }

    /** What the server says about itself. */
    public Path serverLog() {
        return server().resolve("server.log");
    }

    /** Makes the directories, readable by the user only. */
    public void prepare() throws IOException {
        makePrivate(root);
        makePrivate(server());
    }

    /** The server that was last started here, whether it still runs or not. */
    public Optional<Address> lastServer() {
        try {
            String[] words =
                    Files.readString(pid(), StandardCharsets.US_ASCII).strip().split(" ", -1);
            if (words.length < 2) {
                return Optional.empty();
            }
            return Optional.of(
                    new Address(
                            Long.parseLong(words[0]),
                            Integer.parseInt(words[1]),
                            words.length > 2 ? Long.parseLong(words[2]) : 0));
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    /** The token; empty when no server was started here yet. */
    public Optional<String> readToken() throws IOException {
        try {
            return Optional.of(Files.readString(token(), StandardCharsets.US_ASCII).strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** A path for people: below the home directory it begins with {@code ~}. */
    public String show(Path path) {
        return path.startsWith(user) ? "~/" + user.relativize(path) : path.toString();
    }

    /**
     * The absolute path that a setting means: {@code ~} is the user's home directory, and a
     * relative path counts from the folder of the configuration.
     */
    public Path absolute(String text) {
        boolean inHome = text.equals("~") || text.startsWith("~/");
        Path path =
                inHome
                        ? user.resolve(text.substring(Math.min(2, text.length())))
                        : root.resolve(text);
        return path.toAbsolutePath().normalize();
    }

    private static void makePrivate(Path directory) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mode =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwx------"))
                        }
                        : new FileAttribute<?>[0];
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, mode);
        }
        if (posix) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /**
     * A server process.
     *
     * @param pid its process id
     * @param port where it listens
     * @param started when the process was started, in the system's ticks since its own start; 0
     *     when that is not known
     */
    public record Address(long pid, int port, long started) {
        /** Whether that process runs; not another one that got its id since. */
        public boolean alive() {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)
                    && (started == 0 || startOf(pid) == started);
        }

        /**
         * When a process was started, whatever became of the clock since: field 22 of {@code
         * /proc/PID/stat}, see proc(5); 0 when that is not known.
         */
        public static long startOf(long pid) {
            try {
                String stat =
                        Files.readString(
                                Path.of("/proc", Long.toString(pid), "stat"),
                                StandardCharsets.ISO_8859_1);
                // The name before may hold anything, blanks and brackets too.
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                return Long.parseLong(fields[19]);
            } catch (IOException | RuntimeException noLinux) {
                return 0;
            }
        }
    }
}
