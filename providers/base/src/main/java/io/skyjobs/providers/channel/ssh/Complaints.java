package io.skyjobs.providers.channel.ssh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What both ends of an rsync print of their troubles, of which people are told the first. */
final class Complaints {
    /** The first few say why; ten thousand more would say the same. */
    private static final int LINES = 20;

    private static final int LINE = 500;

    private static final Pattern SPEAKER =
            Pattern.compile("^(rsync: |rsync\\([0-9]+\\): )?(error: )?(\\[[a-zA-Z]+\\] )?");

    /** What rsync adds to what it said before, and what it says when the other end has left. */
    private static final Pattern ECHO =
            Pattern.compile(
                    "^rsync error:.*|.*(connection unexpectedly closed|\\[sender\\] write error:"
                            + "|writefd_unbuffered failed).*");

    private final List<String> lines = new ArrayList<>();

    /** Reads all that is printed. */
    void read(InputStream stream) {
        try (var reader =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line.strip());
            }
        } catch (IOException ended) {
            // The stream broke with its process, whose exit code tells more.
            return;
        }
    }

    private void add(String line) {
        synchronized (lines) {
            if (lines.size() < LINES && !line.isEmpty() && !ECHO.matcher(line).matches()) {
                var text = SPEAKER.matcher(line).replaceFirst("");
                lines.add(text.length() > LINE ? text.substring(0, LINE) + "…" : text);
            }
        }
    }

    /** The first that says something. */
    Optional<String> first() {
        synchronized (lines) {
            return lines.stream().findFirst();
        }
    }
}
