package io.skyjobs.app.server;

import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.Wire;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.JobQuery;

import java.util.List;
import java.util.Optional;

/** Finds running jobs by name. */
final class LiveNames {
    private final ControlPlane plane;

    LiveNames(ControlPlane plane) {
        this.plane = plane;
    }

    /** Ids of the running jobs of a name, ascending, the newest of them at most. */
    List<Long> of(String name) {
        return plane
                .jobs(
                        new JobQuery(
                                List.of(),
                                Optional.of(name),
                                Optional.empty(),
                                Optional.empty(),
                                ManagedJobStatus.liveNames(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Wire.MAX_JOBS))
                .stream()
                .map(job -> job.job().id())
                .sorted()
                .toList();
    }

    /** The answer to a name that several running jobs have. */
    static RequestProblem ambiguous(String name, List<Long> ids) {
        return new RequestProblem(
                ProblemReply.of(
                        409,
                        ProblemCode.AMBIGUOUS_NAME,
                        "Multiple running jobs found with name '" + name + "'.\nJob IDs: " + ids));
    }
}
