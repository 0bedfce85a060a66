package io.skyjobs.app.cli;

import io.skyjobs.app.api.ProblemReply;

import java.util.List;

/** Prints what is wrong with a task file: a line for each problem, with its place, and its hint. */
final class ProblemLines {
    private ProblemLines() {}

    /** Prints all of them to the error output, in the order in which they came. */
    static void print(Terminal terminal, List<ProblemReply.Item> problems) {
        for (ProblemReply.Item problem : problems) {
            boolean warning = problem.severity().equals("WARNING");
            terminal.error(
                    terminal.styled(
                                    warning ? Terminal.Style.YELLOW : Terminal.Style.RED,
                                    warning ? "WARNING: " : "Error: ")
                            + problem.sentence());
            problem.hint().ifPresent(hint -> terminal.error("  Hint: " + hint));
        }
    }
}
