package io.skyjobs.app.server;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.AttemptsReply;
import io.skyjobs.app.api.AttemptsReply.AttemptView;
import io.skyjobs.app.api.AttemptsReply.LogView;
import io.skyjobs.app.api.AttemptsReply.NodeView;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.LogName;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.spi.LogPhase;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Attempts of tasks, and their log bytes by offset. */
final class LogRoutes {
    private static final int CHUNK_BYTES = 256 * 1024;

    /**
     * A stream that has said nothing for so long is ended; its reader comes again where it stood.
     */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(40);

    /**
     * A stream is ended after so long, too: whether its reader still may is asked when it comes
     * again.
     */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    /** Well within the ten seconds for which an interest lasts. */
    private static final Duration ATTEND_EVERY = Duration.ofSeconds(4);

    private static final long LONGEST_TAIL = 1_000_000;

    private final ControlPlane plane;
    private final Changes changes;
    private final StoredLogs logs;

    LogRoutes(ControlPlane plane, Changes changes) {
        this.plane = plane;
        this.changes = changes;
        this.logs = new StoredLogs(plane);
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/jobs/{id}/tasks/{task}/attempts", this::attempts),
                Route.get(
                        Role.VIEWER,
                        "/jobs/{id}/tasks/{task}/attempts/{attempt}/nodes/{node}/log",
                        this::log));
    }

    private void attempts(ServerRequest request, ServerResponse response) {
        Parameters parameters = new Parameters(request);
        long tail = parameters.number("tail", 0, 0, LONGEST_TAIL);
        StoredJob job = JobRoutes.job(plane, parameters.inPath("id"));
        int task = task(job, parameters.inPath("task"));
        TaskState state = job.job().tasks().get(task);
        List<AttemptView> views = new ArrayList<>();
        for (Attempt attempt : KnownAttempts.of(plane, job, task)) {
            views.add(view(job, task, attempt, tail));
        }
        List<String> names = job.header().taskNames();
        Replies.send(
                response,
                AttemptsReply.class,
                new AttemptsReply(
                        job.job().id(),
                        task,
                        task < names.size() ? names.get(task) : "",
                        state.status().name(),
                        views));
    }

    private AttemptView view(StoredJob job, int task, Attempt attempt, long tail) {
        TaskState state = job.job().tasks().get(task);
        Attempt.Times times = attempt.times();
        List<NodeView> nodes = new ArrayList<>();
        for (int node = 0; node < attempt.nodes(); node++) {
            String address =
                    node < attempt.hosts().size() ? attempt.hosts().get(node).address() : "";
            LogName setup =
                    new LogName(job.job().id(), task, attempt.number(), node, LogPhase.SETUP);
            LogName run = new LogName(job.job().id(), task, attempt.number(), node, LogPhase.RUN);
            nodes.add(new NodeView(node, address, file(setup, tail), file(run, tail)));
        }
        return new AttemptView(
                attempt.number(),
                attempt.cluster().value(),
                ResourceText.place(attempt.offer()),
                ResourceText.shape(attempt.nodes(), attempt.offer()),
                attempt.offer().price().times(attempt.nodes()).dollars().doubleValue(),
                times.requested(),
                times.up(),
                times.setup(),
                times.running(),
                times.ended(),
                times.terminated(),
                attempt.end().map(end -> end.code().name()).orElse(""),
                attempt.end().map(end -> end.sentence()).orElse(""),
                JobStates.logsComplete(state, attempt.number()),
                nodes);
    }

    private LogView file(LogName name, long tail) {
        long lines = tail == 0 ? 0 : logs.tail(name, tail).lines();
        return new LogView(logs.size(name), lines, logs.processId(name));
    }

    private void log(ServerRequest request, ServerResponse response) throws InterruptedException {
        Parameters parameters = new Parameters(request);
        LogName name = name(parameters);
        boolean follow = parameters.flag("follow", false);
        long from = parameters.number("from", 0, 0, Long.MAX_VALUE);
        if (parameters.text("tail").isPresent()) {
            from = logs.tail(name, parameters.number("tail", 0, 0, LONGEST_TAIL)).from();
        }
        // Read before anything is answered: what our disk does not give is said as a problem.
        byte[] first = logs.bytes(name, from, CHUNK_BYTES);
        response.header("Content-Type", "application/octet-stream");
        response.header(Wire.OFFSET_HEADER, Long.toString(from));
        OutputStream out = response.outputStream();
        try {
            out.write(first);
            long offset = from + first.length;
            if (follow) {
                follow(name, offset, out);
            } else {
                copy(name, offset, out);
            }
            out.close();
        } catch (RequestProblem unreadable) {
            // A clean end would say that this is all: the reader comes again, and is told why not.
            throw new CloseConnectionException(unreadable.reply().message(), unreadable);
        } catch (IOException | UncheckedIOException gone) {
            // The reader went away; it is the only one who would care.
        }
    }

    private LogName name(Parameters parameters) {
        StoredJob job = JobRoutes.job(plane, parameters.inPath("id"));
        int task = task(job, parameters.inPath("task"));
        long number = parameters.inPath("attempt");
        long node = parameters.inPath("node");
        Optional<Attempt> attempt =
                KnownAttempts.of(plane, job, task).stream()
                        .filter(known -> known.number() == number)
                        .findFirst();
        if (attempt.isEmpty() || node >= attempt.get().nodes()) {
            throw RequestProblem.noSuchJob(
                    "Job " + job.job().id() + " has no such attempt or node.");
        }
        LogPhase phase =
                switch (parameters.text("phase").orElse("run")) {
                    case "run" -> LogPhase.RUN;
                    case "setup" -> LogPhase.SETUP;
                    default ->
                            throw RequestProblem.badRequest(
                                    "The parameter 'phase' must be setup or run.");
                };
        return new LogName(job.job().id(), task, (int) number, (int) node, phase);
    }

    private static int task(StoredJob job, long task) {
        int tasks = job.job().tasks().size();
        if (task >= tasks) {
            throw RequestProblem.noSuchJob(
                    "No task found matching '"
                            + task
                            + "' in job "
                            + job.job().id()
                            + ". Valid task IDs are 0-"
                            + (tasks - 1)
                            + ".");
        }
        return (int) task;
    }

    /** Everything there is now; answers where it ends. */
    private long copy(LogName name, long from, OutputStream out) throws IOException {
        long offset = from;
        while (true) {
            byte[] bytes = logs.bytes(name, offset, CHUNK_BYTES);
            if (bytes.length == 0) {
                return offset;
            }
            out.write(bytes);
            offset += bytes.length;
        }
    }

    private void follow(LogName name, long from, OutputStream out)
            throws IOException, InterruptedException {
        long offset = from;
        long attended = 0;
        long begun = System.nanoTime();
        long spoke = begun;
        Duration pause = FIRST_PAUSE;
        while (true) {
            // Asked before reading: what is complete then has nothing after what is read now.
            boolean complete = isComplete(name);
            long end = copy(name, offset, out);
            long now = System.nanoTime();
            if (end > offset) {
                pause = FIRST_PAUSE;
                spoke = now;
            }
            offset = end;
            out.flush();
            boolean tooLong = now - begun > LONGEST.toNanos();
            if (complete
                    || changes.closing()
                    || tooLong
                    || now - spoke > LONGEST_SILENCE.toNanos()) {
                return;
            }
            if (attended == 0 || now - attended > ATTEND_EVERY.toNanos()) {
                plane.attend(name.job());
                attended = now;
            }
            Thread.sleep(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.plus(FIRST_PAUSE) : LONGEST_PAUSE;
        }
    }

    private boolean isComplete(LogName name) {
        StoredJob job = JobRoutes.job(plane, name.job());
        if (JobStates.logsComplete(job.job().tasks().get(name.task()), name.attempt())) {
            return true;
        }
        if (name.phase() == LogPhase.RUN) {
            return false;
        }
        LogName run =
                new LogName(name.job(), name.task(), name.attempt(), name.node(), LogPhase.RUN);
        return logs.size(run) > 0;
    }
}
