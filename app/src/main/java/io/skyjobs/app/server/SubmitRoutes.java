package io.skyjobs.app.server;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.JobRequest;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.JsonText.JsonProblem;
import io.skyjobs.app.api.PlanReply;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.SubmitReply;
import io.skyjobs.app.api.SubmitRequest;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Principal;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.app.server.files.FileStore;
import io.skyjobs.app.server.files.NotStored;
import io.skyjobs.app.server.traces.TraceParent;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.ControlPlane.SubmitAnswer;
import io.skyjobs.core.optimizer.PlanProblem;
import io.skyjobs.core.persistence.StoreWrite;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.TaskSpec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Plans jobs and accepts them; an accepted job is durable before it is answered. */
final class SubmitRoutes {
    private static final long LIMIT_SECONDS = 50;
    private static final int LONGEST_KEY = 200;
    private static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");

    private final ControlPlane plane;
    private final Planning planning;
    private final FileStore files;
    private final InstantSource clock;
    private final boolean usersRunHere;

    SubmitRoutes(
            ControlPlane plane,
            Planning planning,
            FileStore files,
            InstantSource clock,
            boolean usersRunHere) {
        this.plane = plane;
        this.planning = planning;
        this.files = files;
        this.clock = clock;
        this.usersRunHere = usersRunHere;
    }

    List<Route> routes() {
        return List.of(
                Route.post(Role.USER, "/plan", this::plan),
                Route.post(Role.USER, "/jobs", this::submit));
    }

    private void plan(ServerRequest request, ServerResponse response) {
        JobRequest asked = new Parameters(request).body(JobRequest.class);
        Principal caller = UserRoutes.caller(request);
        JobRequest job = asked.by(caller.acting(asked.userName()));
        Planning.Prepared prepared = planning.prepare(job, caller.owner());
        // Else people would agree to what is refused afterwards.
        checkPlace(caller, prepared.spec());
        Replies.send(response, PlanReply.class, PlanViews.view(prepared));
    }

    private void submit(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        SubmitRequest submit = new Parameters(request).body(SubmitRequest.class);
        check(submit);
        Principal caller = UserRoutes.caller(request);
        String user = caller.acting(submit.job().userName());
        Planning.Prepared prepared = planning.prepare(submit.job().by(user), caller.owner());
        if (!prepared.feasible()) {
            throw infeasible(prepared);
        }
        checkPlace(caller, prepared.spec());
        checkText(submit, prepared);
        JobSpec spec = prepared.spec().with(trees(submit, prepared.spec()));
        Instant now = clock.instant();
        JobHeaders headers =
                new JobHeaders(
                        prepared,
                        new JobHeaders.Submission(
                                user, shown(submit, prepared), submit.numJobs(), now));
        List<CompletableFuture<SubmitAnswer>> answers = new ArrayList<>();
        for (int rank = 0; rank < submit.numJobs(); rank++) {
            CompletableFuture<SubmitAnswer> answer = new CompletableFuture<>();
            String key = submit.numJobs() == 1 ? submit.key() : submit.key() + "#" + rank;
            // All first, then wait: so they share transactions, and ids follow ranks.
            plane.submit(
                    new StoreWrite.Submit(
                                    key,
                                    headers.of(rank),
                                    placed(spec, user),
                                    prepared.secrets(),
                                    now)
                            .within(traceParent(request)),
                    answer::complete);
            answers.add(answer);
        }
        List<Long> ids = new ArrayList<>();
        boolean earlier = true;
        for (CompletableFuture<SubmitAnswer> answer : answers) {
            SubmitAnswer.Accepted job = accepted(answer);
            ids.add(job.job().job().id());
            earlier &= job.earlier();
        }
        AuditTrail.about(request, "jobs " + ids.getFirst() + "-" + ids.getLast());
        Replies.send(response, SubmitReply.class, reply(prepared, ids, earlier));
    }

    private static SubmitReply reply(Planning.Prepared prepared, List<Long> ids, boolean earlier) {
        return new SubmitReply(
                prepared.spec().name(), ids, earlier, PlanViews.items(prepared.warnings()));
    }

    /** The span of whoever submits. */
    private static Optional<String> traceParent(ServerRequest request) {
        return request.headers()
                .first(TRACE_PARENT)
                .flatMap(TraceParent::parse)
                .map(TraceParent::text);
    }

    /** A job here is a process of the server's own user, and can read the server's token. */
    private void checkPlace(Principal caller, JobSpec spec) {
        boolean elsewhere =
                spec.tasks().stream()
                        .flatMap(task -> task.resources().options().stream())
                        .allMatch(
                                option ->
                                        option.infra()
                                                .cloud()
                                                .filter(cloud -> !cloud.equals("local"))
                                                .isPresent());
        if (!caller.owner() && !usersRunHere && !elsewhere) {
            throw new RequestProblem(
                    ProblemReply.of(
                                    403,
                                    ProblemCode.FORBIDDEN,
                                    "Jobs of users do not run on the server's own machine: name"
                                            + " another place in resources.infra.")
                            .hinting(
                                    "An administrator who trusts all users with the server's account"
                                            + " sets local.open_to_users: true in its"
                                            + " configuration."));
        }
    }

    /** The job with a place in a store for its files, which is another for each copy. */
    private JobSpec placed(JobSpec spec, String user) {
        return planning.placed(
                spec,
                user,
                source -> {
                    try {
                        return files.isSingleFile(spec.trees().getOrDefault(source, ""));
                    } catch (IOException trouble) {
                        throw FileRoutes.failed(trouble);
                    }
                });
    }

    /** The files of the job, all of which are here and stay here. */
    private SortedMap<String, String> trees(SubmitRequest submit, JobSpec spec) {
        SortedMap<String, String> trees = new TreeMap<>();
        for (String source : spec.sources()) {
            String id = submit.trees().get(source);
            if (id == null) {
                throw needed(source);
            }
            trees.put(source, id);
        }
        try {
            Optional<String> incomplete = files.incomplete(Set.copyOf(trees.values()));
            for (Map.Entry<String, String> tree : trees.entrySet()) {
                if (incomplete.filter(tree.getValue()::equals).isPresent()) {
                    throw needed(tree.getKey());
                }
            }
        } catch (NotStored full) {
            throw new RequestProblem(FileRoutes.full(full));
        } catch (IOException trouble) {
            throw FileRoutes.failed(trouble);
        }
        return trees;
    }

    private static RequestProblem needed(String source) {
        return new RequestProblem(
                ProblemReply.of(
                                409,
                                ProblemCode.FILES_NEEDED,
                                "The files of " + source + " are not on the server yet.")
                        .hinting("sky jobs launch uploads them."));
    }

    private static void check(SubmitRequest submit) {
        if (submit.numJobs() < 1 || submit.numJobs() > Wire.MAX_JOBS) {
            throw RequestProblem.badRequest(
                    "The field 'num_jobs' must be from 1 to " + Wire.MAX_JOBS + ".");
        }
        if (submit.key().isBlank() || submit.key().length() > LONGEST_KEY) {
            throw RequestProblem.badRequest(
                    "The field 'key' must have 1 to " + LONGEST_KEY + " characters.");
        }
    }

    /** No process can be given the character NUL, and not every database takes it. */
    private static void checkText(SubmitRequest submit, Planning.Prepared prepared) {
        refuseNul("field 'key'", submit.key());
        refuseNul("field 'user_name'", submit.job().userName());
        prepared.secrets().forEach((name, value) -> refuseNul("value of " + name, value));
        for (TaskSpec task : prepared.spec().tasks()) {
            task.envs().forEach((name, value) -> refuseNul("value of " + name, value));
        }
    }

    private static void refuseNul(String what, String text) {
        if (text.indexOf('\0') >= 0) {
            throw RequestProblem.badRequest("The " + what + " holds the character NUL.");
        }
    }

    /** What the user agreed to; where nothing was shown, what would have been. */
    private static String shown(SubmitRequest submit, Planning.Prepared prepared) {
        if (submit.shown().isEmpty()) {
            return new String(
                    JsonText.write(PlanReply.class, PlanViews.view(prepared)),
                    StandardCharsets.UTF_8);
        }
        try {
            // Read and written again, so that nothing but a plan is stored.
            PlanReply plan =
                    JsonText.read(
                            PlanReply.class, submit.shown().get().getBytes(StandardCharsets.UTF_8));
            return new String(JsonText.write(PlanReply.class, plan), StandardCharsets.UTF_8);
        } catch (JsonProblem broken) {
            throw RequestProblem.badRequest(
                    "The field 'shown' is not a plan: " + broken.sentence() + ".");
        }
    }

    private static RequestProblem infeasible(Planning.Prepared prepared) {
        String message =
                prepared.plans().stream()
                        .flatMap(plan -> plan.problems().stream())
                        .map(PlanProblem::message)
                        .findFirst()
                        .orElse("No place can run the job.");
        ProblemReply reply = ProblemReply.of(422, ProblemCode.NO_PLACE, message);
        return new RequestProblem(
                NotYet.needingOwnFiles(prepared.spec()).map(reply::hinting).orElse(reply));
    }

    private static SubmitAnswer.Accepted accepted(CompletableFuture<SubmitAnswer> answer)
            throws InterruptedException {
        try {
            return switch (answer.get(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                case SubmitAnswer.Accepted accepted -> accepted;
                case SubmitAnswer.Refused refused ->
                        throw new RequestProblem(
                                ProblemReply.of(
                                        503, ProblemCode.NOT_ACCEPTING, refused.sentence()));
            };
        } catch (TimeoutException slow) {
            throw new RequestProblem(
                    ProblemReply.of(
                            503,
                            ProblemCode.BUSY,
                            "The job was not durable within "
                                    + LIMIT_SECONDS
                                    + " seconds; sending it again with the same key is safe."));
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a submit was answered with a failure", broken);
        }
    }
}
