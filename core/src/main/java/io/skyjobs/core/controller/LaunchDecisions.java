package io.skyjobs.core.controller;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.job.TaskState;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the facts about a launch mean: whether it goes on, failed, or can never succeed. Pure. */
final class LaunchDecisions {
    /**
     * How long a shared machine or pool that was full or silent is left aside. Asking it costs
     * nothing, and it may have room, or answer, at any moment.
     */
    private static final Duration SHARED_ASIDE = Duration.ofSeconds(20);

    private final ControllerSettings settings;

    LaunchDecisions(ControllerSettings settings) {
        this.settings = settings;
    }

    Optional<JobEvent> onEnsured(TaskState.Starting state, ClusterView view, Instant now) {
        if (state.up()) {
            return Optional.empty();
        }
        Attempt attempt = state.attempt();
        if (view.phase() == Phase.GONE
                || view.phase() == Phase.STOPPED
                || view.nodes().stream().anyMatch(node -> node.phase() == Phase.GONE)) {
            return Optional.of(lost(state, Statements.words(view), now));
        }
        return switch (view.phase()) {
            case UP -> {
                List<Attempt.Host> hosts =
                        view.nodes().stream()
                                .map(node -> new Attempt.Host(node.id(), node.address()))
                                .toList();
                yield hosts.size() < attempt.nodes()
                        ? Optional.empty()
                        : Optional.of(new JobEvent.ClusterUp(now, attempt.number(), hosts));
            }
            case QUEUED -> Optional.empty();
            case CREATING ->
                    tooLate(attempt.times().requested(), now)
                            ? Optional.of(
                                    launchFailed(
                                            state,
                                            now,
                                            new Reason(
                                                    ReasonCode.INFRASTRUCTURE,
                                                    "The cluster was not up within "
                                                            + settings.launchLimit().toMinutes()
                                                            + " minutes.",
                                                    view.evidence())))
                            : Optional.empty();
            case STOPPED, GONE -> Optional.empty();
        };
    }

    Optional<JobEvent> onEnsureFailed(
            TaskState.Starting state, ProvisionException trouble, Instant now) {
        if (state.up()) {
            return Optional.empty();
        }
        Reason reason = reason(trouble);
        boolean forGood = trouble.reach() == ProvisionException.Reach.GIVE_UP;
        if (forGood) {
            return Optional.of(new JobEvent.TaskFailed(now, reason));
        }
        boolean sameAgain =
                trouble.reach() == ProvisionException.Reach.PLACE
                        && !tooLate(state.attempt().times().requested(), now);
        return sameAgain
                ? Optional.empty()
                : Optional.of(launchFailed(state, now, reason, trouble.reach()));
    }

    Optional<JobEvent> onPlaced(
            TaskState.Starting state, Input.Placed placed, JobDecisions.Setting setting) {
        Attempt attempt = state.attempt();
        Instant now = setting.now();
        Input.PlacedFiles files = placed.files();
        if (!state.up()) {
            return Optional.empty();
        }
        if (files.trouble().isEmpty()) {
            // Nodes that have the run already were given their files by an earlier process.
            return files.nodes() == 0
                    ? Optional.empty()
                    : Optional.of(
                            new JobEvent.FilesPlaced(
                                    now,
                                    attempt.number(),
                                    files.nodes(),
                                    files.files(),
                                    files.bytes(),
                                    files.took()));
        }
        if (files.needsUser()) {
            return Optional.of(
                    new JobEvent.TaskFailed(
                            now, Reason.of(ReasonCode.CONFIG, files.trouble().get())));
        }
        Optional<Input.Statement> gone = placed.providerSays().filter(Input.Statement::gone);
        if (gone.isPresent()) {
            return Optional.of(lost(state, gone.get().evidence(), now));
        }
        return tooLate(setting.launchingSince().orElse(now), now)
                ? Optional.of(
                        launchFailed(
                                state,
                                now,
                                new Reason(
                                        ReasonCode.INFRASTRUCTURE,
                                        "The files could not be copied to the cluster.",
                                        files.trouble().get())))
                : Optional.empty();
    }

    Optional<JobEvent> onStarted(
            TaskState.Starting state, Input.StartAnswered answered, JobDecisions.Setting setting) {
        Attempt attempt = state.attempt();
        Instant now = setting.now();
        if (!state.up()) {
            return Optional.empty();
        }
        if (answered.trouble().isEmpty()) {
            return Optional.of(new JobEvent.RunStarted(now, attempt.number()));
        }
        Optional<Input.Statement> gone = answered.providerSays().filter(Input.Statement::gone);
        if (gone.isPresent()) {
            return Optional.of(lost(state, gone.get().evidence(), now));
        }
        Instant since = setting.launchingSince().or(() -> attempt.times().up()).orElse(now);
        return tooLate(since, now)
                ? Optional.of(
                        launchFailed(
                                state,
                                now,
                                new Reason(
                                        ReasonCode.INFRASTRUCTURE,
                                        "The run could not be started on the cluster.",
                                        answered.trouble().get())))
                : Optional.empty();
    }

    /** Its machines went before the run was started: a loss like any other. */
    private static JobEvent lost(TaskState.Starting state, String evidence, Instant now) {
        ReasonCode code =
                state.attempt().offer().spot() ? ReasonCode.PREEMPTED : ReasonCode.NODE_LOST;
        return new JobEvent.LaunchFailed(
                now,
                state.attempt().number(),
                new Reason(code, code.sentence(), evidence),
                state.progress().blocked());
    }

    private JobEvent launchFailed(TaskState.Starting state, Instant now, Reason reason) {
        return launchFailed(state, now, reason, ProvisionException.Reach.ZONE);
    }

    private JobEvent launchFailed(
            TaskState.Starting state, Instant now, Reason reason, ProvisionException.Reach reach) {
        Offer offer = state.attempt().offer();
        List<Progress.Block> blocked = new ArrayList<>(state.progress().blocked());
        blocked.removeIf(block -> !block.until().isAfter(now));
        blocked.add(
                new Progress.Block(
                        offer.provider(),
                        reach == ProvisionException.Reach.PROVIDER
                                ? Optional.empty()
                                : offer.region(),
                        reach == ProvisionException.Reach.ZONE
                                        || reach == ProvisionException.Reach.PLACE
                                ? offer.zone()
                                : Optional.empty(),
                        reach == ProvisionException.Reach.ZONE
                                        || reach == ProvisionException.Reach.PLACE
                                ? Optional.of(offer.shape().instanceType())
                                : Optional.empty(),
                        Optional.of(offer.spot()),
                        now.plus(offer.shape().divisible() ? SHARED_ASIDE : settings.blockFor()),
                        reason));
        return new JobEvent.LaunchFailed(now, state.attempt().number(), reason, blocked);
    }

    /** When to look for a place again: after a wait, or once a shared one is not left aside. */
    Instant again(Placement.Ranking.NotNow not, int before, JobDecisions.Setting setting) {
        Instant afterWait = setting.now().plus(backoff(before, setting.jitter()));
        return not.sharedAgain().filter(afterWait::isAfter).orElse(afterWait);
    }

    /** First wait, grown by 1.6 each time up to the longest, plus or minus 40 %. */
    private Duration backoff(int before, double jitter) {
        double grown =
                Math.min(
                        (double) settings.backoffFirst().toMillis()
                                * Math.pow(1.6, Math.min(before, 50)),
                        (double) settings.backoffLongest().toMillis());
        return Duration.ofMillis((long) (grown * (0.6 + 0.8 * jitter)));
    }

    private boolean tooLate(Instant since, Instant now) {
        return since.plus(settings.launchLimit()).isBefore(now);
    }

    /** What a provider's trouble is to a task. */
    static Reason reason(ProvisionException trouble) {
        return new Reason(code(trouble), trouble.sentence(), trouble.code());
    }

    private static ReasonCode code(ProvisionException trouble) {
        return switch (trouble.kind()) {
            case CAPACITY -> ReasonCode.CAPACITY;
            case QUOTA -> ReasonCode.QUOTA;
            case THROTTLED -> ReasonCode.THROTTLED;
            case AUTH -> ReasonCode.AUTH;
            case CONFIG -> ReasonCode.CONFIG;
            case INFRASTRUCTURE -> ReasonCode.INFRASTRUCTURE;
        };
    }
}
