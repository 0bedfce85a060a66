package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.EventsReply;
import io.skyjobs.app.api.EventsReply.EventView;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.Status;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code sky jobs events}: everything that happened to a job, with its evidence and its cost. */
final class JobsEvents implements Command {
    private static final int PAGE = 1000;

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description("Show what happened to a managed job, oldest first, and its cost.");
        spec.addPositional(Arguments.words("JOB_ID", "The job."));
        spec.addOption(Arguments.text("N", "The newest N events; all unless said.", "--tail"));
        spec.addOption(OutputForm.option());
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        long id = JobArguments.onlyId(arguments.words());
        long tail = arguments.number("--tail").filter(lines -> lines > 0).orElse(Long.MAX_VALUE);
        EventsReply reply;
        try {
            reply = tail(fetch(id, shell), tail);
        } catch (ApiException refused) {
            if (refused.problem().is(ProblemCode.NO_SUCH_JOB)) {
                shell.terminal().error("Job " + id + " not found.");
                return Status.EXIT_NOT_FOUND;
            }
            throw refused;
        }
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(EventsReply.class, reply));
        } else if (form == OutputForm.TABLE) {
            EventTable table = new EventTable(shell.zone(), shell.terminal());
            table.lines(reply, ScreenWidth.of(shell)).forEach(shell.terminal()::line);
        }
        return 0;
    }

    private static EventsReply fetch(long id, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        List<EventView> events = new ArrayList<>();
        long next = 0;
        while (true) {
            String path = "/jobs/" + id + "/events?limit=" + PAGE + "&after=" + next;
            EventsReply page = shell.server().call(server -> server.get(path, EventsReply.class));
            events.addAll(page.events());
            next = page.next();
            if (page.events().size() < PAGE) {
                return with(page, events);
            }
        }
    }

    private static EventsReply tail(EventsReply reply, long tail) {
        int size = reply.events().size();
        int from = size > tail ? (int) (size - tail) : 0;
        return with(reply, reply.events().subList(from, size));
    }

    private static EventsReply with(EventsReply page, List<EventView> events) {
        return new EventsReply(
                page.schema(),
                page.jobId(),
                page.jobName(),
                page.status(),
                events,
                page.next(),
                page.complete(),
                page.costUsd());
    }
}
