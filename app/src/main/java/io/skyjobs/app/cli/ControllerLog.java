package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.EventsReply;
import io.skyjobs.app.api.EventsReply.EventView;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.Status;

import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the controller did for a job, as lines with times, until the job has nothing left to do. */
final class ControllerLog {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int PAGE = 500;

    private final Terminal terminal;
    private final ServerLink server;
    private final ZoneId zone;

    ControllerLog(Shell shell) {
        this.terminal = shell.terminal();
        this.server = shell.server();
        this.zone = shell.zone();
    }

    /**
     * Shows it; the exit code is the job's.
     *
     * @param cut what to say when the tail hides lines; may be empty
     */
    int show(long id, boolean follow, Optional<Long> tail, String cut)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        JobView job = server.job(id);
        long after = 0;
        boolean first = true;
        while (true) {
            Lines lines = read(id, after);
            after = lines.next();
            List<String> shown = lines.texts();
            int skip = first && tail.isPresent() ? (int) Math.max(0, shown.size() - tail.get()) : 0;
            if (skip > 0 && !cut.isEmpty()) {
                terminal.error(cut);
            }
            shown.subList(skip, shown.size()).forEach(terminal::line);
            terminal.flush();
            first = false;
            if (lines.complete() || !follow) {
                break;
            }
            job = server.changed(job);
        }
        job = server.job(id);
        if (job.isTerminal()) {
            terminal.line("✓ Job finished (status: " + job.status() + ").");
        }
        return !follow && !job.isTerminal() ? 0 : Status.exitCode(job.status());
    }

    /** All lines there are after an entry, oldest first. */
    Lines read(long id, long after)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        long next = after;
        while (true) {
            String path = "/jobs/" + id + "/controller-log?limit=" + PAGE + "&from=" + next;
            EventsReply page = server.callPatiently(client -> client.get(path, EventsReply.class));
            page.events().forEach(event -> texts.add(line(event)));
            next = page.next();
            if (page.events().size() < PAGE) {
                return new Lines(texts, next, page.complete());
            }
        }
    }

    /**
     * Lines of the log.
     *
     * @param texts the lines
     * @param next where to read on
     * @param complete whether none will follow
     */
    record Lines(List<String> texts, long next, boolean complete) {}

    private String line(EventView event) {
        String task = event.taskId() < 0 ? "" : "[task " + event.taskId() + "] ";
        return TIME.format(event.at().atZone(zone)) + " " + task + event.line();
    }
}
