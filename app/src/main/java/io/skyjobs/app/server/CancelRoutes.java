package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.CancelReply;
import io.skyjobs.app.api.CancelReply.Cancelled;
import io.skyjobs.app.api.CancelRequest;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.Wire;
import io.skyjobs.app.server.access.Principal;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.ControlPlane.CancelAnswer;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Asks for the end of jobs; the answer comes when every request is durable. */
final class CancelRoutes {
    private static final long LIMIT_SECONDS = 50;
    private static final long LONGEST_GRACE_SECONDS = Duration.ofDays(7).toSeconds();

    /** So many jobs are named in the audit log. */
    private static final int NAMED = 100;

    private final ControlPlane plane;

    CancelRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    List<Route> routes() {
        return List.of(Route.post(Role.USER, "/jobs/cancel", this::cancel));
    }

    private void cancel(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        CancelRequest wish = new Parameters(request).body(CancelRequest.class);
        Principal caller = UserRoutes.caller(request);
        String by = caller.acting(wish.userName());
        List<Target> targets = targets(wish, caller, by);
        AuditTrail.about(
                request,
                "jobs"
                        + targets.stream()
                                .limit(NAMED)
                                .map(it -> " " + it.id() + " " + it.status())
                                .collect(Collectors.joining()));
        List<CompletableFuture<CancelAnswer>> answers = new ArrayList<>();
        for (Target target : targets) {
            CompletableFuture<CancelAnswer> answer = new CompletableFuture<>();
            answers.add(answer);
            if (!target.status().isEmpty() && !caller.mayEnd(target.user())) {
                answer.complete(
                        new CancelAnswer.Refused(
                                "Job "
                                        + target.id()
                                        + " belongs to "
                                        + target.user()
                                        + "; only an admin may cancel jobs of others."));
                continue;
            }
            // All first, then wait: so they share transactions.
            plane.cancel(
                    target.id(),
                    by,
                    Duration.ofSeconds(Math.clamp(wish.graceSeconds(), 0, LONGEST_GRACE_SECONDS)),
                    answer::complete);
        }
        List<Cancelled> jobs = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            jobs.add(cancelled(targets.get(i), awaited(answers.get(i))));
        }
        Replies.send(response, CancelReply.class, new CancelReply(jobs));
    }

    /** A job that is to be cancelled, and whose it is. */
    private record Target(long id, String name, String user, String status) {}

    private static Target target(StoredJob job) {
        return new Target(
                job.job().id(),
                job.header().name(),
                job.header().user(),
                job.job().status().name());
    }

    private static CancelAnswer awaited(CompletableFuture<CancelAnswer> answer)
            throws InterruptedException {
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            throw new RequestProblem(
                    ProblemReply.of(
                            503,
                            ProblemCode.BUSY,
                            "The cancel was not durable within "
                                    + LIMIT_SECONDS
                                    + " seconds; asking again is safe."));
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a cancel was answered with a failure", broken);
        }
    }

    private static Cancelled cancelled(Target target, CancelAnswer answer) {
        return switch (answer) {
            case CancelAnswer.Scheduled scheduled ->
                    new Cancelled(target.id(), target.name(), "SCHEDULED", "", "");
            case CancelAnswer.TooLate late ->
                    new Cancelled(target.id(), target.name(), "TOO_LATE", late.status().name(), "");
            case CancelAnswer.NotFound none -> new Cancelled(target.id(), "", "NOT_FOUND", "", "");
            case CancelAnswer.Refused refused ->
                    new Cancelled(target.id(), target.name(), "REFUSED", "", refused.sentence());
        };
    }

    private List<Target> targets(CancelRequest wish, Principal caller, String by) {
        int selectors =
                (wish.jobIds().isEmpty() ? 0 : 1)
                        + (wish.name().isPresent() ? 1 : 0)
                        + (wish.all() ? 1 : 0)
                        + (wish.allUsers() ? 1 : 0);
        if (selectors != 1) {
            throw RequestProblem.badRequest(
                    "Exactly one of job_ids, name, all and all_users selects what is cancelled.");
        }
        if (wish.jobIds().size() > Wire.MAX_JOBS) {
            throw RequestProblem.badRequest(
                    "At most " + Wire.MAX_JOBS + " jobs can be cancelled at once.");
        }
        if (!wish.jobIds().isEmpty()) {
            return new TreeSet<>(wish.jobIds())
                    .stream()
                            .map(
                                    id ->
                                            plane.job(id)
                                                    .map(CancelRoutes::target)
                                                    .orElse(new Target(id, "", "", "")))
                            .toList();
        }
        return wish.name().isPresent() ? named(wish.name().get(), caller) : all(wish, by);
    }

    /** Who may end its own jobs only means one of those. */
    private List<Target> named(String name, Principal caller) {
        Optional<String> user =
                caller.role() == Role.ADMIN ? Optional.empty() : Optional.of(caller.name());
        List<Target> found = live(Optional.of(name), user);
        if (found.size() > 1) {
            throw LiveNames.ambiguous(name, found.stream().map(Target::id).toList());
        }
        return found;
    }

    private List<Target> all(CancelRequest wish, String by) {
        return live(Optional.empty(), wish.allUsers() ? Optional.empty() : Optional.of(by));
    }

    /** All live jobs of a name or a user, by ascending id. */
    private List<Target> live(Optional<String> name, Optional<String> user) {
        List<Target> targets = new ArrayList<>();
        Optional<Long> below = Optional.empty();
        while (true) {
            List<StoredJob> page =
                    plane.jobs(
                            new JobQuery(
                                    List.of(),
                                    name,
                                    user,
                                    Optional.empty(),
                                    ManagedJobStatus.liveNames(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    below,
                                    Wire.MAX_JOBS));
            for (StoredJob job : page) {
                targets.addFirst(target(job));
            }
            if (page.size() < Wire.MAX_JOBS) {
                return targets;
            }
            below = Optional.of(page.getLast().job().id());
        }
    }
}
