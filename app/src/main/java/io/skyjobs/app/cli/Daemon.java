package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HealthReply;
import io.skyjobs.app.api.SkyHome;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts the server of this user as a process of its own, which no signal of the user's terminal
 * reaches, and waits until it answers. Starting it twice is harmless: the second one ends by
 * itself.
 */
class Daemon {
    /** How long a start may take, as with a cold disk or a build under way. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration STEP = Duration.ofMillis(25);

    /** Exit code of a server whose configuration is wrong. */
    private static final int MISTAKE = 2;

    /** How a server begins the one line that says why it cannot start. */
    private static final String ERROR = "Error: ";

    private static final long LARGEST_LOG_BYTES = 16L * 1024 * 1024;
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN_BYTES = 16 * 1024;

    private final SkyHome home;
    private final Pause pause;

    /** With what a server ends that finds another one of this user starting or running. */
    private static final int ANOTHER_STARTS = 3;

    /** How often to try again while another server seems to start. */
    private static final Duration AGAIN = Duration.ofSeconds(3);

    Daemon(SkyHome home, Pause pause) {
        this.home = home;
        this.pause = pause;
    }

    /** A server that answers, started now or found running. */
    ApiClient start() throws CommandFailure, IOException, InterruptedException {
        try {
            home.prepare();
        } catch (IOException unwritable) {
            throw new CommandFailure(
                    "Cannot write to " + home.root() + ": " + reason(unwritable) + ".", unwritable);
        }
        rotateLog();
        long logged = size(home.serverLog());
        Process process = spawn();
        for (Duration waited = Duration.ZERO;
                waited.compareTo(LIMIT) < 0;
                waited = waited.plus(STEP)) {
            Optional<ApiClient> server = answering();
            if (server.isPresent()) {
                return server.get();
            }
            boolean lostTheRace =
                    !process.isAlive() && process.exitValue() == ANOTHER_STARTS && !anotherRuns();
            if (lostTheRace) {
                // Another client's server has the lock and is about to answer; or it dies, and
                // then it is up to us again.
                if (waited.toMillis() % AGAIN.toMillis() < STEP.toMillis()) {
                    process = spawn();
                }
            } else if (!process.isAlive() && !anotherRuns()) {
                throw new CommandFailure(
                        process.exitValue() == MISTAKE ? MISTAKE : CommandFailure.FAILED,
                        failure(logged, "The server did not start"));
            }
            pause.pause(STEP);
        }
        throw new CommandFailure(
                failure(
                        logged,
                        "The server did not answer within "
                                + LIMIT.toSeconds()
                                + " seconds of its start"));
    }

    /** Keeps one older log; what cannot be moved is only written to further. */
    private void rotateLog() {
        if (size(home.serverLog()) > LARGEST_LOG_BYTES) {
            try {
                Files.move(
                        home.serverLog(),
                        home.serverLog().resolveSibling("server.log.1"),
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException stays) {
                // It grows on.
            }
        }
    }

    private Process spawn() throws CommandFailure {
        ProcessBuilder builder = new ProcessBuilder(detached(command()));
        builder.redirectInput(Redirect.from(new File("/dev/null")));
        builder.redirectOutput(Redirect.appendTo(home.serverLog().toFile()));
        builder.redirectErrorStream(true);
        // Not in the user's directory, which would then be held by the server.
        builder.directory(home.root().toFile());
        try {
            return builder.start();
        } catch (IOException failed) {
            throw new CommandFailure("Cannot start the server: " + reason(failed) + ".", failed);
        }
    }

    private static List<String> command() {
        Optional<String> launcher = Optional.ofNullable(System.getProperty("sky.launcher"));
        if (launcher.isPresent()) {
            return List.of(launcher.get(), "__server");
        }
        String java =
                ProcessHandle.current()
                        .info()
                        .command()
                        .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        return List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.skyjobs.app.server.ServerMain");
    }

    /** In a session of its own, so that Ctrl-C and a closed terminal do not end it. */
    private static List<String> detached(List<String> command) {
        List<String> words = new ArrayList<>();
        Optional<Path> setsid =
                List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid")).stream()
                        .filter(Files::isExecutable)
                        .findFirst();
        if (setsid.isPresent()) {
            words.add(setsid.get().toString());
        } else {
            words.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));
        }
        words.addAll(command);
        return words;
    }

    private Optional<ApiClient> answering() throws IOException, InterruptedException {
        Optional<SkyHome.Address> address = home.lastServer().filter(SkyHome.Address::alive);
        Optional<String> token = home.readToken();
        if (address.isEmpty() || token.isEmpty()) {
            return Optional.empty();
        }
        ApiClient client = new ApiClient(address.get().port(), token.get());
        try {
            client.get("/health", HealthReply.class, Duration.ofSeconds(5));
            return Optional.of(client);
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (ApiException refused) {
            // It answers; what it has against us is for the command to say.
            return Optional.of(client);
        }
    }

    private boolean anotherRuns() {
        return home.lastServer().filter(SkyHome.Address::alive).isPresent();
    }

    private String failure(long logged, String sentence) {
        List<String> lines = lastLines(logged);
        String log = "Its log: " + home.show(home.serverLog());
        if (lines.size() == 1) {
            String line = lines.getFirst();
            return sentence
                    + ": "
                    + (line.startsWith(ERROR) ? line.substring(ERROR.length()) : line);
        }
        return lines.isEmpty()
                ? sentence + ". " + log
                : sentence + ":\n  " + String.join("\n  ", lines) + "\n" + log;
    }

    /** The last lines that were written to the log since it had this size. */
    private List<String> lastLines(long since) {
        try (RandomAccessFile file = new RandomAccessFile(home.serverLog().toFile(), "r")) {
            long from = Math.max(Math.min(since, file.length()), file.length() - SHOWN_BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8)
                            .lines()
                            .filter(s -> !s.isBlank())
                            .toList();
            return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException none) {
            return 0;
        }
    }

    private static String reason(IOException trouble) {
        return trouble instanceof java.nio.file.FileSystemException named
                        && named.getReason() != null
                ? named.getReason()
                : trouble instanceof java.nio.file.AccessDeniedException
                        ? "permission denied"
                        : trouble instanceof java.nio.file.NoSuchFileException
                                ? "no such directory, and it cannot be made"
                                : String.valueOf(trouble.getMessage());
    }
}
