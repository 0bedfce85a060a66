package io.skyjobs.app.cli;

import io.skyjobs.app.api.ExplainReply;
import io.skyjobs.app.api.ExplainReply.AttemptLine;
import io.skyjobs.app.api.ExplainReply.Counters;
import io.skyjobs.app.api.ExplainReply.TaskReason;
import io.skyjobs.app.api.ExplainReply.Tried;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An explanation as {@code sky jobs explain} prints it. */
final class ExplainText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private static final String INDENT = "    ";

    private final Terminal terminal;
    private final ZoneId zone;
    private final Instant now;
    private final OptionalInt width;

    ExplainText(Shell shell) {
        this.terminal = shell.terminal();
        this.zone = shell.zone();
        this.now = shell.clock().instant();
        this.width = ScreenWidth.of(shell);
    }

    void print(ExplainReply reply) {
        terminal.line(
                "Managed job "
                        + reply.jobId()
                        + " '"
                        + reply.jobName()
                        + "': "
                        + terminal.styled(StatusStyle.of(reply.status()), reply.status()));
        said(reply.sentence(), "");
        boolean many = reply.tasks().size() > 1;
        for (TaskReason task : reply.tasks()) {
            if (many) {
                terminal.line("");
                terminal.line(
                        "Task "
                                + task.taskName()
                                + "("
                                + task.taskId()
                                + "): "
                                + terminal.styled(StatusStyle.of(task.status()), task.status()));
                said(task.sentence(), "  ");
            }
            facts(task);
            tried(task.tried());
            attempts(reply.jobId(), task);
            if (!task.attempts().isEmpty()) {
                counters(task.counters());
            }
        }
    }

    private void facts(TaskReason task) {
        fact("Reason", task.code());
        fact("Since", at(task.since()) + " (" + TimeText.ago(Optional.of(task.since()), now) + ")");
        if (task.position() > 0) {
            fact("Place in the queue", task.position() + " of " + task.queued());
        }
        fact("Waits for", task.waitsFor());
        task.nextTryAt().ifPresent(next -> fact("Next try", at(next)));
        fact("Unblocked by", task.unblockedBy());
        task.evidence().forEach(evidence -> fact("Evidence", evidence));
        task.lastLoss().ifPresent(loss -> fact("Last loss", loss(loss)));
    }

    private void fact(String name, String value) {
        if (!value.isEmpty()) {
            said(name + ": " + value.replace('\n', ' '), "  ");
        }
    }

    private String loss(AttemptLine loss) {
        return "attempt "
                + loss.number()
                + " on "
                + loss.infra()
                + loss.endAt().map(end -> " at " + at(end)).orElse("")
                + ": "
                + loss.endCode()
                + (loss.evidence().isEmpty() ? "" : " [" + loss.evidence() + "]");
    }

    private void tried(List<Tried> tried) {
        if (tried.isEmpty()) {
            return;
        }
        terminal.line("  Tried in this launch, and left aside:");
        Table table =
                new Table(List.of("PLACE", "RESOURCES", "REASON", "PROVIDER'S CODE", "UNTIL"));
        for (Tried place : tried) {
            table.row(
                    cells(
                            place.infra(),
                            place.resources(),
                            place.code(),
                            place.providerCode(),
                            at(place.until())));
        }
        indented(table, false, "PROVIDER'S CODE", "RESOURCES");
    }

    private void attempts(long job, TaskReason task) {
        if (task.attempts().isEmpty()) {
            return;
        }
        terminal.line("  Attempts:");
        Table table = new Table(List.of("TRY", "PLACE", "RESOURCES", "ASKED FOR", "ENDED", "WHY"));
        for (AttemptLine attempt : task.attempts()) {
            table.row(
                    cells(
                            Integer.toString(attempt.number()),
                            attempt.infra(),
                            attempt.resources(),
                            at(attempt.requestedAt()),
                            attempt.endAt().map(this::at).orElse(""),
                            attempt.endCode()
                                    + (attempt.evidence().isEmpty()
                                            ? ""
                                            : " ["
                                                    + TimeText.local(attempt.evidence(), zone)
                                                            .replace('\n', ' ')
                                                    + "]")));
        }
        indented(table, true, "RESOURCES");
        if (task.earlierAttempts() > 0) {
            terminal.line(
                    "    …and " + task.earlierAttempts() + " earlier; all: sky jobs events " + job);
        }
    }

    private void counters(Counters counters) {
        said(
                "So far: "
                        + count(counters.userErrors(), "user error")
                        + ", "
                        + count(counters.preemptions(), "preemption")
                        + ", "
                        + counters.infrastructure()
                        + " infrastructure, "
                        + counters.capacity()
                        + " capacity; "
                        + count(counters.restartsLeft(), "restart")
                        + " on errors left.",
                "  ");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private void indented(Table table, boolean beneath, String... dispensable) {
        OptionalInt room =
                width.isEmpty() ? width : OptionalInt.of(width.getAsInt() - INDENT.length());
        table.lines(terminal, room, beneath, List.of(dispensable))
                .forEach(line -> terminal.line(INDENT + line));
    }

    private void said(String text, String indent) {
        String local = TimeText.local(text, zone);
        if (width.isEmpty()) {
            terminal.line(indent + local);
        } else {
            local.lines()
                    .flatMap(line -> Paragraph.indented(line, indent, width).stream())
                    .forEach(terminal::line);
        }
    }

    private static List<Table.Cell> cells(String... texts) {
        return Arrays.stream(texts).map(text -> Table.cell(text.isEmpty() ? "-" : text)).toList();
    }

    private String at(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }
}
