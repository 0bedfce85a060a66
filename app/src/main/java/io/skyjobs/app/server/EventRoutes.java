package io.skyjobs.app.server;

import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import io.skyjobs.app.api.EventsReply;
import io.skyjobs.app.api.EventsReply.EventView;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** What happened to a job: as a list, as the controller's log, and live. */
final class EventRoutes {
    private static final int STANDARD_LIMIT = 100;
    private static final int LARGEST_LIMIT = 1000;
    private static final String RETRY_AFTER_SECONDS = "15";
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final ControlPlane plane;
    private final Changes changes;
    private final LiveQueue queue;
    private final InstantSource clock;
    private final StreamLimit limit = new StreamLimit();

    /**
     * @param feed which jobs changed
     */
    EventRoutes(ControlPlane plane, Changes changes, ChangeFeed feed, InstantSource clock) {
        this.plane = plane;
        this.changes = changes;
        this.queue = new LiveQueue(feed, HEARTBEAT);
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/jobs/{id}/events", this::events),
                Route.get(Role.VIEWER, "/jobs/{id}/controller-log", this::controllerLog),
                Route.get(Role.VIEWER, "/events", this::live));
    }

    private void events(ServerRequest request, ServerResponse response) {
        send(
                request,
                response,
                "after",
                (job, after, limit) -> new JobTimeline(plane, job).page(after, limit));
    }

    private void controllerLog(ServerRequest request, ServerResponse response) {
        send(
                request,
                response,
                "from",
                (job, after, limit) ->
                        plane.journal(job.job().id(), after, limit).stream()
                                .map(JobTimeline::plain)
                                .toList());
    }

    /** Reads entries of a job's journal. */
    private interface Reader {
        List<EventView> read(StoredJob job, long after, int limit);
    }

    private void send(
            ServerRequest request, ServerResponse response, String cursor, Reader reader) {
        Parameters parameters = new Parameters(request);
        long id = parameters.inPath("id");
        long after = parameters.number(cursor, 0, 0, Long.MAX_VALUE);
        int limit = (int) parameters.number("limit", STANDARD_LIMIT, 1, LARGEST_LIMIT);
        // The state first: if it has ended, every entry is there already.
        StoredJob job = JobRoutes.job(plane, id);
        List<EventView> events = reader.read(job, after, limit);
        long next = events.isEmpty() ? after : events.getLast().number();
        Replies.send(
                response,
                EventsReply.class,
                new EventsReply(
                        EventsReply.SCHEMA,
                        id,
                        job.header().name(),
                        job.job().status().name(),
                        events,
                        next,
                        job.job().ended() && events.size() < limit,
                        new JobTimeline(plane, job).costUsd(clock.instant())));
    }

    /** One job, or which jobs changed. */
    private void live(ServerRequest request, ServerResponse response) throws InterruptedException {
        Parameters parameters = new Parameters(request);
        long id = parameters.number("job", -1, 1, Long.MAX_VALUE);
        String user = UserRoutes.caller(request).name();
        if (!limit.open(user)) {
            response.header("Retry-After", RETRY_AFTER_SECONDS);
            Replies.send(
                    response,
                    ProblemReply.of(
                            429,
                            ProblemCode.BUSY,
                            "Too many event streams are open: "
                                    + StreamLimit.MOST_EACH
                                    + " of a user and "
                                    + StreamLimit.MOST
                                    + " in all are the limit."));
            return;
        }
        try {
            if (id < 0) {
                queue.follow(request, response);
            } else {
                follow(id, request, response);
            }
        } finally {
            limit.close(user);
        }
    }

    /**
     * The job after each of its changes, until it has ended; the event's id is the job's version.
     */
    private void follow(long id, ServerRequest request, ServerResponse response)
            throws InterruptedException {
        long begun = System.nanoTime();
        long seen = lastSeen(request);
        StoredJob job = JobRoutes.job(plane, id);
        try (SseSink sink = response.sink(SseSink.TYPE)) {
            while (true) {
                if (job.job().version() > seen) {
                    seen = job.job().version();
                    sink.emit(event(job));
                } else {
                    // Shows both ends that the other one is there.
                    sink.emit(SseEvent.builder().comment("still here").build());
                }
                boolean over = System.nanoTime() - begun > LiveQueue.LONGEST.toNanos();
                if (job.job().ended() || changes.closing() || over) {
                    return;
                }
                long known = seen;
                changes.await(
                        id, HEARTBEAT, () -> JobRoutes.job(plane, id).job().version() > known);
                job = JobRoutes.job(plane, id);
            }
        } catch (UncheckedIOException gone) {
            // The reader went away; it is the only one who would care.
        }
    }

    private SseEvent event(StoredJob job) {
        JobView view = new JobViews(clock.instant(), JobViews.Particulars.NOT_WANTED).view(job);
        return SseEvent.builder()
                .id(Long.toString(job.job().version()))
                .name("job")
                .data(new String(JsonText.write(JobView.class, view), StandardCharsets.UTF_8))
                .build();
    }

    private static long lastSeen(ServerRequest request) {
        String text =
                request.headers()
                        .first(io.helidon.http.HeaderNames.create("Last-Event-ID"))
                        .orElse("0");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOurs) {
            return 0;
        }
    }
}
