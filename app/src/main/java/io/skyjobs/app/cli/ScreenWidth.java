package io.skyjobs.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many columns the screen has; unknown where nobody looks, as in a pipe. */
final class ScreenWidth {
    private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("(\\d{1,5}) (\\d{1,5})\\s*");

    private ScreenWidth() {}

    /** The width that the variable COLUMNS states, else that of the screen. */
    static OptionalInt of(Shell shell) {
        String stated = shell.environment().getOrDefault("COLUMNS", "");
        if (stated.matches("[1-9]\\d{0,4}")) {
            return OptionalInt.of(Integer.parseInt(stated));
        }
        return shell.terminal().isScreen() ? asked() : OptionalInt.empty();
    }

    /** The terminal's own word, by {@code stty}, which every POSIX system has. */
    private static OptionalInt asked() {
        try {
            Process process =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher match = ROWS_AND_COLUMNS.matcher(answer);
            return match.matches() && Integer.parseInt(match.group(2)) > 0
                    ? OptionalInt.of(Integer.parseInt(match.group(2)))
                    : OptionalInt.empty();
        } catch (IOException noSuchProgram) {
            return OptionalInt.empty();
        }
    }
}
