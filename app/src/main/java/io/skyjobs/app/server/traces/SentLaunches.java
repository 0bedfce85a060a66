package io.skyjobs.app.server.traces;

import io.skyjobs.app.api.PrivateFile;
import io.skyjobs.core.controller.Telemetry.Launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far traces were sent, in a file: the newest end of a launch that was, and those of the minute
 * before it one by one, because launches do not become known in the order of their ends. Used by
 * one thread.
 */
final class SentLaunches {
    /** How much later than another's a launch may become known that was over before it. */
    static final Duration OVERLAP = Duration.ofMinutes(1);

    private final Path file;
    private final Set<Launch> recent = new LinkedHashSet<>();
    private Instant through;

    private SentLaunches(Path file, Instant through) {
        this.file = file;
        this.through = through;
    }

    /**
     * What the file says. Where there is none, or it cannot be understood, all that was over before
     * {@code now} counts as sent: nobody asked for it.
     */
    static SentLaunches read(Path file, Instant now) throws IOException {
        SentLaunches sent = new SentLaunches(file, now);
        try {
            sent.take(Files.readString(file));
        } catch (NoSuchFileException none) {
            sent.write();
        } catch (DateTimeException | NumberFormatException broken) {
            sent.recent.clear();
            sent.through = now;
            sent.write();
        }
        return sent;
    }

    private void take(String text) {
        String[] lines = text.split("\n", -1);
        through = Instant.parse(lines[0].strip());
        for (int line = 1; line < lines.length; line++) {
            String[] words = lines[line].split(" ", -1);
            if (words.length == 4) {
                recent.add(
                        new Launch(
                                Long.parseLong(words[0]),
                                Integer.parseInt(words[1]),
                                Integer.parseInt(words[2]),
                                Instant.parse(words[3])));
            }
        }
    }

    /** Launches that were over before this instant are sent, or are not to be. */
    Instant since() {
        return recent.isEmpty() ? through : through.minus(OVERLAP);
    }

    /** Whether a launch was sent before. */
    boolean contains(Launch launch) {
        return recent.contains(launch);
    }

    /** Notes what was taken by the receiver; durable when it returns. */
    void add(Collection<Launch> launches) throws IOException {
        recent.addAll(launches);
        launches.stream()
                .map(Launch::over)
                .filter(over -> over.isAfter(through))
                .max(Instant::compareTo)
                .ifPresent(newest -> through = newest);
        recent.removeIf(it -> it.over().isBefore(through.minus(OVERLAP)));
        write();
    }

    private void write() throws IOException {
        PrivateFile.write(
                file,
                Stream.concat(
                                Stream.of(through.toString()),
                                recent.stream().map(SentLaunches::line))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private static String line(Launch launch) {
        return launch.job() + " " + launch.task() + " " + launch.attempt() + " " + launch.over();
    }
}
