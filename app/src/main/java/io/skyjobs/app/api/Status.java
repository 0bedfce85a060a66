package io.skyjobs.app.api;

import java.util.Set;

/** What a client must know of public job statuses; a status it does not know counts as live. */
public final class Status {
    /** Exit code of a command that follows a job which is not over. */
    public static final int EXIT_LIVE = 101;

    /** Exit code of a command about a job that does not exist. */
    public static final int EXIT_NOT_FOUND = 102;

    private static final Set<String> TERMINAL =
            Set.of(
                    "SUCCEEDED",
                    "CANCELLED",
                    "FAILED",
                    "FAILED_SETUP",
                    "FAILED_PRECHECKS",
                    "FAILED_NO_RESOURCE",
                    "FAILED_CONTROLLER");

    private Status() {}

    /** Whether it never changes again. */
    public static boolean isTerminal(String status) {
        return TERMINAL.contains(status);
    }

    /** Exit code that stands for a status. */
    public static int exitCode(String status) {
        if (!isTerminal(status)) {
            return EXIT_LIVE;
        }
        return switch (status) {
            case "SUCCEEDED" -> 0;
            case "CANCELLED" -> 103;
            default -> 100;
        };
    }
}
