package io.skyjobs.app.cli;

import io.skyjobs.app.api.SubmitReply;

import java.util.List;

/** What is printed once jobs are durable: their ids and the commands that are useful now. */
final class LaunchTexts {
    private LaunchTexts() {}

    /** Prints it. */
    static void submitted(SubmitReply reply, int copies, Terminal terminal) {
        if (copies == 1) {
            one(reply.jobIds().getFirst(), terminal);
        } else {
            many(reply.jobIds(), terminal);
        }
        terminal.flush();
    }

    private static void one(long id, Terminal terminal) {
        title(terminal);
        terminal.line("Managed Job ID: " + terminal.styled(Terminal.Style.BOLD, Long.toString(id)));
        command(terminal, "├── To cancel the job:                  ", "sky jobs cancel " + id);
        command(terminal, "├── To stream job logs:                 ", "sky jobs logs " + id);
        command(
                terminal,
                "├── To stream controller logs:          ",
                "sky jobs logs --controller " + id);
        command(terminal, "└── To view all managed jobs:           ", "sky jobs queue");
    }

    private static void many(List<Long> ids, Terminal terminal) {
        String ranges = IdRanges.format(ids);
        terminal.line(
                "Submitting "
                        + ids.size()
                        + " managed jobs. Each job will be launched on its own cluster.");
        terminal.line("Jobs submitted with IDs: " + ranges + ".");
        title(terminal);
        command(terminal, "├── To stream job logs:          ", "sky jobs logs <job-id>");
        command(
                terminal,
                "├── To stream controller logs:   ",
                "sky jobs logs --controller <job-id>");
        command(terminal, "└── To cancel all these jobs:    ", "sky jobs cancel " + ranges);
    }

    private static void title(Terminal terminal) {
        terminal.line("📋 " + terminal.styled(Terminal.Style.BOLD, "Useful Commands"));
    }

    private static void command(Terminal terminal, String label, String command) {
        terminal.line(label + terminal.styled(Terminal.Style.BOLD, command));
    }
}
