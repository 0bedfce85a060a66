package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.LogName;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Outcome;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.JobQuery;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.testkit.FakeCloud;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold at the end of a life. */
final class LastCheck {
    private static final Optional<ReasonCode> SUCCEEDED = Optional.of(ReasonCode.SUCCEEDED);

    private final JobStore store;
    private final FakeCloud cloud;
    private final Oracle oracle;
    private final MemoryLogs logs;

    LastCheck(JobStore store, FakeCloud cloud, Oracle oracle, MemoryLogs logs) {
        this.store = store;
        this.cloud = cloud;
        this.oracle = oracle;
        this.logs = logs;
    }

    /**
     * Checks everything that must hold when all is quiet.
     *
     * @param jobs how many were submitted
     * @param acknowledged ids by the key of the submit
     * @param cancelAcknowledged jobs whose end was promised
     */
    void check(int jobs, Map<String, Long> acknowledged, Set<Long> cancelAcknowledged) {
        if (acknowledged.size() != jobs) {
            throw new BrokenPromise(4, "a submit was never answered: " + acknowledged);
        }
        int found = store.jobs(JobQuery.newest(1000)).size();
        if (found != jobs) {
            throw new BrokenPromise(4, jobs + " submits made " + found + " jobs");
        }
        for (long job : acknowledged.values()) {
            JobStore.StoredJob stored =
                    store.job(job)
                            .orElseThrow(() -> new BrokenPromise(4, "job " + job + " is lost"));
            if (!stored.job().ended()) {
                throw new BrokenPromise(8, "job " + job + " never came to an end: " + stored.job());
            }
            if (cancelAcknowledged.contains(job)
                    && stored.job().status() != ManagedJobStatus.CANCELLED) {
                throw new BrokenPromise(
                        4, "job " + job + " was to be cancelled and is " + stored.job().status());
            }
            checkAttempts(stored);
            checkLogs(stored);
        }
        for (ClusterSpec left : cloud.existing()) {
            if (left.installation().equals(store.installation())) {
                throw new BrokenPromise(2, left.name() + " is left over");
            }
        }
        boolean foreignLeft =
                cloud.existing().stream().anyMatch(it -> it.installation().equals("other0"));
        if (!foreignLeft) {
            throw new BrokenPromise(2, "the foreign cluster is gone");
        }
    }

    /** A task that succeeded has every byte that it printed, unless its machine was lost then. */
    private void checkLogs(JobStore.StoredJob stored) {
        JobSpec spec = oracle.spec(stored.job().id());
        for (int task = 0; task < spec.tasks().size(); task++) {
            boolean succeeded =
                    Oracle.outcome(stored.job().tasks().get(task))
                            .filter(Outcome::succeeded)
                            .isPresent();
            if (!succeeded || spec.tasks().get(task).run().isEmpty()) {
                continue;
            }
            // The latest number may belong to a cluster that was made beforehand and not needed.
            Attempt attempt =
                    store.attempts(stored.job().id(), task).stream()
                            .filter(it -> it.end().map(Reason::code).equals(SUCCEEDED))
                            .findFirst()
                            .orElseThrow();
            for (int node = 0; node < spec.tasks().get(task).numNodes(); node++) {
                LogName name =
                        new LogName(stored.job().id(), task, attempt.number(), node, LogPhase.RUN);
                String kept = new String(logs.read(name, 0, 1000), StandardCharsets.UTF_8);
                if (!kept.equals("hello\ndone\n") && !cloud.wasLost(attempt.cluster())) {
                    throw new BrokenPromise(7, name + " holds only: " + kept);
                }
            }
        }
    }

    private void checkAttempts(JobStore.StoredJob stored) {
        JobSpec spec = oracle.spec(stored.job().id());
        for (int task = 0; task < spec.tasks().size(); task++) {
            int errors = stored.job().tasks().get(task).progress().userErrors();
            int allowed = spec.tasks().get(task).recovery().maxRestartsOnErrors() + 1;
            Optional<Outcome> outcome = Oracle.outcome(stored.job().tasks().get(task));
            boolean failedEarly =
                    outcome.filter(
                                            it ->
                                                    it.reason().code() == ReasonCode.USER_EXIT
                                                            || it.reason().code()
                                                                    == ReasonCode.SETUP_EXIT)
                                    .isPresent()
                            && errors != allowed;
            if (errors > allowed || failedEarly) {
                throw new BrokenPromise(
                        5, "job " + stored.job().id() + " used " + errors + " of " + allowed);
            }
        }
    }
}
