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
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.testkit.FakeCloud;
import io.skyjobs.testkit.Weather;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold at the end of a life. */
final class LastCheck {
    /** How long a controller can be away at most: killed or held back, and then slow. */
    private static final Duration SLACK = Duration.ofMinutes(12);

    private static final Duration LONGEST_CUT = Duration.ofMinutes(2);

    private final JobStore store;
    private final FakeCloud cloud;
    private final Weather weather;
    private final Oracle oracle;
    private final MemoryLogs logs;

    /**
     * @param weather how it was in this life
     */
    LastCheck(JobStore store, FakeCloud cloud, Weather weather, Oracle oracle, MemoryLogs logs) {
        this.weather = weather;
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
            checkDuration(stored);
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
            Attempt done =
                    store.attempts(stored.job().id(), task).stream()
                            .filter(
                                    it ->
                                            it.end()
                                                    .map(Reason::code)
                                                    .filter(ReasonCode.SUCCEEDED::equals)
                                                    .isPresent())
                            .findFirst()
                            .orElseThrow();
            int attempt = done.number();
            ClusterName cluster = done.cluster();
            for (int node = 0; node < spec.tasks().get(task).numNodes(); node++) {
                LogName name = new LogName(stored.job().id(), task, attempt, node, LogPhase.RUN);
                String kept = new String(logs.read(name, 0, 1000), StandardCharsets.UTF_8);
                // The last bytes are waited for some minutes, and no longer.
                boolean outOfReach =
                        weather.partitioned() > 0
                                && (weather.partitioned() > 0.25
                                        || weather.machines().cut().compareTo(LONGEST_CUT) > 0);
                boolean lost = outOfReach || cloud.wasLost(cluster);
                if (!kept.equals("hello\ndone\n") && !lost) {
                    throw new BrokenPromise(7, name + " holds only: " + kept);
                }
            }
        }
    }

    /** Nothing runs for much longer than its user allowed, unless nobody could end it. */
    private void checkDuration(JobStore.StoredJob stored) {
        JobSpec spec = oracle.spec(stored.job().id());
        for (int task = 0; task < spec.tasks().size(); task++) {
            Duration ran = stored.job().tasks().get(task).progress().ran();
            boolean tooLong =
                    spec.tasks()
                            .get(task)
                            .maxDuration()
                            .filter(most -> most.plus(SLACK).compareTo(ran) < 0)
                            .isPresent();
            if (tooLong) {
                throw new BrokenPromise(
                        4, "job " + stored.job().id() + " ran for " + ran + ", longer than it may");
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
