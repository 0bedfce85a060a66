package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ExplainReply;
import io.skyjobs.app.api.JobView;
import io.skyjobs.app.api.JobsReply;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Principal;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.ControlPlane.Explanation;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.JobOrder;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.spec.JobSpec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads of jobs: the queue, one job, waiting for it, and why it is where it is. */
final class JobRoutes {
    private static final int STANDARD_LIMIT = 50;
    private static final int LONGEST_WAIT_SECONDS = 50;

    private final ControlPlane plane;
    private final Changes changes;
    private final InstantSource clock;

    JobRoutes(ControlPlane plane, Changes changes, InstantSource clock) {
        this.plane = plane;
        this.changes = changes;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/jobs", this::list),
                Route.get(Role.VIEWER, "/jobs/{id}", this::one),
                Route.get(Role.VIEWER, "/jobs/{id}/wait", this::await),
                Route.get(Role.VIEWER, "/jobs/{id}/explain", this::explain),
                Route.get(Role.VIEWER, "/jobs/{id}/yaml", this::yaml));
    }

    private void list(ServerRequest request, ServerResponse response) {
        Parameters parameters = new Parameters(request);
        JobQuery query = query(parameters, UserRoutes.caller(request));
        // One more than asked for shows whether there is a next page.
        List<StoredJob> found = plane.jobs(query.limited(query.limit() + 1));
        List<StoredJob> page = found.subList(0, Math.min(found.size(), query.limit()));
        JobViews views =
                parameters.flag("detail", false)
                        ? JobViews.detailed(clock.instant(), plane)
                        : new JobViews(clock.instant(), JobViews.Particulars.NOT_WANTED);
        Map<String, Long> counts = new LinkedHashMap<>();
        long total = 0;
        for (Map.Entry<ManagedJobStatus, Long> count : plane.counts(query).entrySet()) {
            counts.put(count.getKey().name(), count.getValue());
            total += count.getValue();
        }
        Optional<Long> next =
                found.size() > page.size()
                        ? Optional.of(page.getLast().job().id())
                        : Optional.empty();
        Replies.send(
                response,
                JobsReply.class,
                new JobsReply(page.stream().map(views::view).toList(), total, counts, next));
    }

    private JobQuery query(Parameters parameters, Principal caller) {
        List<Long> ids = new ArrayList<>();
        for (String id : parameters.texts("id")) {
            try {
                ids.add(Long.parseLong(id));
            } catch (NumberFormatException notOne) {
                throw RequestProblem.badRequest("The parameter 'id' must be a job id.");
            }
        }
        Set<String> statuses = new HashSet<>();
        for (String text : parameters.texts("status")) {
            statuses.add(status(text));
        }
        if (ids.size() > Wire.MAX_JOBS) {
            throw RequestProblem.badRequest(
                    "The parameter 'id' may be given " + Wire.MAX_JOBS + " times at most.");
        }
        JobQuery query =
                new JobQuery(
                        ids,
                        parameters.text("name"),
                        user(parameters, caller),
                        parameters.text("workspace"),
                        statuses,
                        parameters.instant("after"),
                        parameters.instant("before"),
                        parameters
                                .text("cursor")
                                .map(text -> parameters.number("cursor", 0, 0, Long.MAX_VALUE)),
                        (int) parameters.number("limit", STANDARD_LIMIT, 1, Wire.MAX_JOBS));
        return query.matching(parameters.text("match"), parameters.text("infra"))
                .ordered(order(parameters, query.below()));
    }

    /** Whose jobs are wanted, be they named or the caller's own. */
    private static Optional<String> user(Parameters parameters, Principal caller) {
        Optional<String> mine = parameters.text("mine").map(caller::acting);
        Optional<String> user = parameters.text("user");
        if (mine.isPresent() && user.isPresent()) {
            throw RequestProblem.badRequest(
                    "The parameters 'mine' and 'user' cannot both be given.");
        }
        return mine.or(() -> user);
    }

    private JobOrder order(Parameters parameters, Optional<Long> cursor) {
        String text = parameters.text("sort").orElse("-id");
        boolean ascending = !text.startsWith("-");
        JobOrder.Key key =
                switch (ascending ? text : text.substring(1)) {
                    case "id" -> JobOrder.Key.ID;
                    case "name" -> JobOrder.Key.NAME;
                    case "user" -> JobOrder.Key.USER;
                    default ->
                            throw RequestProblem.badRequest(
                                    "The parameter 'sort' must be id, name or user, with - in"
                                            + " front for the greatest first.");
                };
        JobOrder order = new JobOrder(key, ascending, Optional.empty());
        return cursor.flatMap(plane::job).map(order::after).orElse(order);
    }

    private static String status(String text) {
        String wanted = text.toUpperCase(Locale.ROOT);
        for (ManagedJobStatus status : ManagedJobStatus.values()) {
            if (status.name().equals(wanted)) {
                return wanted;
            }
        }
        throw RequestProblem.badRequest("The parameter 'status' must be a status of a job.");
    }

    private void one(ServerRequest request, ServerResponse response) {
        StoredJob job = job(plane, new Parameters(request).inPath("id"));
        Replies.send(response, JobView.class, JobViews.detailed(clock.instant(), plane).view(job));
    }

    private void await(ServerRequest request, ServerResponse response) throws InterruptedException {
        Parameters parameters = new Parameters(request);
        long id = parameters.inPath("id");
        long seen = parameters.number("version", 0, 0, Long.MAX_VALUE);
        long seconds = parameters.number("timeout", 20, 0, LONGEST_WAIT_SECONDS);
        job(plane, id);
        changes.await(
                id,
                Duration.ofSeconds(seconds),
                () -> {
                    StoredJob now = job(plane, id);
                    return now.job().ended() || now.job().version() > seen;
                });
        Replies.send(
                response,
                JobView.class,
                new JobViews(clock.instant(), JobViews.Particulars.NOT_WANTED)
                        .view(job(plane, id)));
    }

    private void explain(ServerRequest request, ServerResponse response) {
        long id = new Parameters(request).inPath("id");
        StoredJob job = job(plane, id);
        Explanation why = plane.explain(id).orElseThrow(() -> missing(id));
        Replies.send(response, ExplainReply.class, ExplainViews.of(job, why));
    }

    private void yaml(ServerRequest request, ServerResponse response) {
        long id = new Parameters(request).inPath("id");
        job(plane, id);
        String text =
                plane.spec(id)
                        .flatMap(JobSpec::recipe)
                        .orElseThrow(
                                () ->
                                        RequestProblem.noSuchJob(
                                                "Job "
                                                        + id
                                                        + " was submitted without a task file."));
        response.header("Content-Type", "application/yaml; charset=utf-8");
        response.send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The job, or the answer that there is none. */
    static StoredJob job(ControlPlane plane, long id) {
        return plane.job(id).orElseThrow(() -> missing(id));
    }

    private static RequestProblem missing(long id) {
        return RequestProblem.noSuchJob("Job " + id + " not found.");
    }
}
