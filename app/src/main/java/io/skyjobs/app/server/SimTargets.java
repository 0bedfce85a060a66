package io.skyjobs.app.server;

import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.SimTarget;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.GameDays;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.core.persistence.JobStore.StoredJob;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which simulated cluster a word means: a job's id, a cluster's name, or the name of a running job,
 * in this order. The answer is a cluster, so that a request that is sent twice does not hit the
 * next attempt.
 */
final class SimTargets {
    private final GameDays days;
    private final ControlPlane plane;

    SimTargets(GameDays days, ControlPlane plane) {
        this.days = days;
        this.plane = plane;
    }

    /** The cluster that is meant. */
    SimTarget of(String word) {
        if (!days.any()) {
            throw new RequestProblem(
                    ProblemReply.of(409, ProblemCode.NO_SIMULATION, GameDays.NO_SIMULATION));
        }
        if (word.matches("\\d{1,18}")) {
            long id = Long.parseLong(word);
            return ofJob(
                    plane.job(id)
                            .orElseThrow(
                                    () -> RequestProblem.noSuchJob("There is no job " + id + ".")));
        }
        if (days.cloudOf(word).isPresent()) {
            return new SimTarget(word, 0);
        }
        List<Long> named = new LiveNames(plane).of(word);
        if (named.size() > 1) {
            throw LiveNames.ambiguous(word, named);
        }
        if (named.size() == 1) {
            return ofJob(plane.job(named.getFirst()).orElseThrow());
        }
        throw refused(
                "There is no simulated cluster and no running job '"
                        + word
                        + "'. Those that there are: sky sim status");
    }

    private SimTarget ofJob(StoredJob job) {
        long id = job.job().id();
        List<Attempt> live = new ArrayList<>();
        for (TaskState task : job.job().tasks()) {
            // What is being cleared away already is not worth harming while another one lives.
            Optional<Attempt> attempt = task.liveAttempt();
            boolean serves =
                    task instanceof TaskState.Running || task instanceof TaskState.Starting;
            if (attempt.isPresent() && serves) {
                live.add(attempt.get());
            }
        }
        if (live.isEmpty()) {
            throw refused(
                    "Job "
                            + id
                            + " has no cluster now (status: "
                            + job.job().status().name()
                            + ").");
        }
        Attempt attempt = live.getFirst();
        if (!days.steers(attempt.offer().provider())) {
            throw refused(
                    "Job "
                            + id
                            + " is on "
                            + attempt.offer().provider()
                            + ", which is no simulated cloud.");
        }
        return new SimTarget(attempt.cluster().value(), id);
    }

    private static RequestProblem refused(String sentence) {
        return new RequestProblem(ProblemReply.of(409, ProblemCode.NOT_STEERED, sentence));
    }
}
