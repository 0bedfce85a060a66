package io.skyjobs.core.controller.life;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The page that shows which planted bugs the lives object to. */
final class MutationTable {
    private static final int LONGEST_OBJECTION = 140;

    /** The names of attempts and instants change with every seed and say little. */
    private static final Pattern CLASS = Pattern.compile("^[\\w.$]*\\.(\\w+): ");

    private MutationTable() {}

    static String row(MutationTrial.Finding found) {
        String how = CLASS.matcher(found.how()).replaceFirst("").replace("|", "/").strip();
        String cut =
                how.length() > LONGEST_OBJECTION ? how.substring(0, LONGEST_OBJECTION) + "…" : how;
        return "| %s | %s | %s | %s |"
                .formatted(
                        found.mutation().name().replace('-', ' '),
                        found.mutation().breaks(),
                        found.life().map(String::valueOf).orElse("**not caught**"),
                        cut);
    }

    static void write(Path page, List<MutationTrial.Finding> findings, int lives)
            throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("# Bugs planted on purpose\n\n");
        text.append(
                "A simulation that objects to nothing proves nothing. Each row is a bug that is\n");
        text.append("kept as data in `core/src/test/mutations`; it is planted in a copy of the\n");
        text.append(
                "sources, and lives 1, 2, 3 … of the simulation are lived until one objects.\n\n");
        text.append("Written by `bench/mutations`, which lives up to ")
                .append(lives)
                .append(" lives for each.\n\n");
        text.append("| planted bug | promise | caught in life | objection |\n");
        text.append("|---|---|---|---|\n");
        for (MutationTrial.Finding found : findings) {
            text.append(row(found)).append('\n');
        }
        Files.writeString(page, text.toString());
    }
}
