package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.SshConfig.Line;
import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the SSH configuration says of one host.
 *
 * @param lines those that count, in the order of the file
 */
record SshOptions(List<Line> lines) {
    SshOptions {
        lines = List.copyOf(lines);
    }

    /** The line of an option. */
    Optional<Line> line(String key) {
        return lines.stream().filter(line -> line.key().equals(key)).findFirst();
    }

    /** The value of an option. */
    Optional<String> first(String key) {
        return line(key).map(Line::value).filter(value -> !value.isBlank());
    }

    /** All values of an option that collects them. */
    List<String> all(String key) {
        return lines.stream()
                .filter(line -> line.key().equals(key))
                .flatMap(line -> line.words().stream())
                .toList();
    }

    /** Whether an option is one of these words. */
    boolean is(String key, String... words) {
        return first(key)
                .map(value -> List.of(words).contains(value.toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    /** A port. */
    Optional<Integer> port() throws SshTroubleException {
        var line = line("port");
        if (line.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(port(line.get().value(), line.get().place()));
    }

    /** A port as a person wrote it at a place. */
    static int port(String text, String place) throws SshTroubleException {
        try {
            var port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notNumber) {
            // Told below, as a number out of range is.
        }
        throw new SshTroubleException(
                Kind.SETTINGS,
                "%s: port \"%s\" is not a number between 1 and 65535.".formatted(place, text));
    }

    /** Which of the two ways to be carried comes first; both are off when it says {@code none}. */
    Optional<Line> proxy() {
        return lines.stream()
                .filter(line -> line.key().equals("proxyjump") || line.key().equals("proxycommand"))
                .findFirst()
                .filter(line -> !line.value().strip().equalsIgnoreCase("none"));
    }
}
