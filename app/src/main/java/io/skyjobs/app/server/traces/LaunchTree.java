package io.skyjobs.app.server.traces;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.spi.Offer;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The spans of a launch that is over, from what the store has of it. Pure. */
final class LaunchTree {
    private static final String STARTED = "STARTED";
    private static final int MOST_NOTES = 100;

    private final StoredLaunch stored;
    private final Attempt attempt;
    private final Attempt.Times times;
    private final Instant over;

    private LaunchTree(StoredLaunch stored) {
        this.stored = stored;
        this.attempt = stored.attempt();
        this.times = attempt.times();
        this.over = stored.launch().over();
    }

    /** The root, with all others below it. */
    static LaunchSpan of(StoredLaunch stored) {
        return new LaunchTree(stored).root();
    }

    private LaunchSpan root() {
        List<LaunchSpan> parts = new ArrayList<>();
        cleared().ifPresent(parts::add);
        waited().ifPresent(parts::add);
        parts.add(provisioned());
        times.up().ifPresent(up -> parts.add(started(up)));
        times.setup().ifPresent(setup -> parts.add(setUp(setup)));
        Instant start =
                parts.stream()
                        .map(LaunchSpan::start)
                        .min(Comparator.naturalOrder())
                        .orElse(times.requested());
        Map<Fact, Object> facts = job();
        facts.put(Fact.OUTCOME, early().map(it -> it.code().name()).orElse(STARTED));
        facts.putAll(place());
        return new LaunchSpan(Phase.LAUNCH, start, over, facts, List.of(), failure(), parts);
    }

    /** Why it ended before it was known to be through its setup. */
    private Optional<Reason> early() {
        return times.running().isPresent() ? Optional.empty() : attempt.end();
    }

    /** The same, where it is a failure: who cancels, and who is done soon, has none. */
    private Optional<Reason> failure() {
        return early().filter(
                        it ->
                                it.code() != ReasonCode.CANCELLED_BY_USER
                                        && it.code() != ReasonCode.NOT_NEEDED
                                        && it.code() != ReasonCode.SUCCEEDED);
    }

    private Optional<LaunchSpan> cleared() {
        return stored.before()
                .map(Attempt::times)
                .flatMap(
                        before ->
                                before.ended()
                                        .flatMap(
                                                ended ->
                                                        before.terminated()
                                                                .filter(gone -> isIn(ended, gone))
                                                                .map(
                                                                        gone ->
                                                                                plain(
                                                                                        Phase.CLEAR,
                                                                                        ended,
                                                                                        gone))));
    }

    private boolean isIn(Instant start, Instant end) {
        return end.isAfter(start) && !end.isAfter(over);
    }

    private Optional<LaunchSpan> waited() {
        Instant from = turn();
        Instant until = times.requested();
        if (!until.isAfter(from)) {
            return Optional.empty();
        }
        return Optional.of(
                new LaunchSpan(
                        Phase.WAIT,
                        from,
                        until,
                        Map.of(),
                        notes(from, until),
                        Optional.empty(),
                        List.of()));
    }

    /** From when on it could have been launched. */
    private Instant turn() {
        return stored.before()
                .map(Attempt::times)
                .map(it -> it.terminated().or(it::ended).orElse(it.requested()))
                .orElseGet(
                        () ->
                                stored.journal().stream()
                                        .filter(it -> stored.needs().contains(it.task()))
                                        .map(StoredLaunch.Entry::event)
                                        .filter(LaunchTree::succeeded)
                                        .map(JobEvent::at)
                                        .max(Comparator.naturalOrder())
                                        .orElse(stored.job().job().submitted()));
    }

    private static boolean succeeded(JobEvent event) {
        return event instanceof JobEvent.RunSucceeded || event instanceof JobEvent.NothingToRun;
    }

    /** What was waited for, as the journal tells it. */
    private List<LaunchSpan.Note> notes(Instant from, Instant until) {
        return stored.journal().stream()
                .filter(it -> it.task() < 0 || it.task() == stored.launch().task())
                .map(StoredLaunch.Entry::event)
                .filter(it -> !it.at().isBefore(from) && !it.at().isAfter(until))
                .flatMap(it -> note(it).stream())
                .limit(MOST_NOTES)
                .toList();
    }

    private static Optional<LaunchSpan.Note> note(JobEvent event) {
        return switch (event) {
            case JobEvent.Postponed put -> Optional.of(note(put.at(), "postponed", put.reason()));
            case JobEvent.StorageTroubled trouble ->
                    Optional.of(note(trouble.at(), "storage troubled", trouble.reason()));
            case JobEvent.StorageReady ready ->
                    Optional.of(new LaunchSpan.Note(ready.at(), "storage ready", Map.of()));
            default -> Optional.empty();
        };
    }

    private static LaunchSpan.Note note(Instant at, String name, Reason reason) {
        return new LaunchSpan.Note(
                at,
                name,
                Map.of(Fact.CODE, reason.code().name(), Fact.SENTENCE, reason.sentence()));
    }

    private LaunchSpan provisioned() {
        Map<Fact, Object> facts = place();
        facts.put(Fact.CLUSTER, attempt.cluster().value());
        return new LaunchSpan(
                Phase.PROVISION,
                times.requested(),
                times.up().orElse(over),
                facts,
                List.of(),
                times.up().isPresent() ? Optional.empty() : failure(),
                List.of());
    }

    private LaunchSpan started(Instant up) {
        Instant end = times.setup().orElse(over);
        return new LaunchSpan(
                Phase.START,
                up,
                end,
                Map.of(),
                List.of(),
                times.setup().isPresent() ? Optional.empty() : failure(),
                placed(up, end));
    }

    private List<LaunchSpan> placed(Instant up, Instant end) {
        return stored.journal().stream()
                .filter(it -> it.task() == stored.launch().task())
                .map(StoredLaunch.Entry::event)
                .filter(JobEvent.FilesPlaced.class::isInstance)
                .map(JobEvent.FilesPlaced.class::cast)
                .filter(it -> it.attempt() == attempt.number() && !it.at().isAfter(end))
                .limit(1)
                .map(it -> placed(up, it))
                .toList();
    }

    private static LaunchSpan placed(Instant up, JobEvent.FilesPlaced placed) {
        Instant began = placed.at().minus(placed.took());
        return new LaunchSpan(
                Phase.FILES,
                began.isBefore(up) ? up : began,
                placed.at(),
                Map.of(Fact.FILE_COUNT, placed.files(), Fact.FILE_BYTES, placed.bytes()),
                List.of(),
                Optional.empty(),
                List.of());
    }

    private LaunchSpan setUp(Instant setup) {
        return new LaunchSpan(Phase.SETUP, setup, over, Map.of(), List.of(), failure(), List.of());
    }

    private static LaunchSpan plain(Phase phase, Instant start, Instant end) {
        return new LaunchSpan(phase, start, end, Map.of(), List.of(), Optional.empty(), List.of());
    }

    private Map<Fact, Object> job() {
        Map<Fact, Object> facts = new EnumMap<>(Fact.class);
        JobHeader header = stored.job().header();
        int task = stored.launch().task();
        facts.put(Fact.JOB, stored.launch().job());
        facts.put(Fact.JOB_NAME, header.name());
        facts.put(Fact.TASK, (long) task);
        if (task < header.taskNames().size() && !header.taskNames().get(task).isEmpty()) {
            facts.put(Fact.TASK_NAME, header.taskNames().get(task));
        }
        facts.put(Fact.ATTEMPT, (long) attempt.number());
        facts.put(Fact.USER, header.user());
        facts.put(Fact.WORKSPACE, header.workspace());
        return facts;
    }

    private Map<Fact, Object> place() {
        Map<Fact, Object> facts = new EnumMap<>(Fact.class);
        Offer offer = attempt.offer();
        facts.put(Fact.PROVIDER, offer.provider());
        offer.region().ifPresent(it -> facts.put(Fact.REGION, it));
        offer.zone().ifPresent(it -> facts.put(Fact.ZONE, it));
        facts.put(Fact.MACHINE, offer.shape().instanceType());
        facts.put(Fact.SPOT, offer.spot());
        facts.put(Fact.NODES, (long) attempt.nodes());
        facts.put(
                Fact.PRICE,
                offer.price()
                        .dollars()
                        .multiply(BigDecimal.valueOf(attempt.nodes()))
                        .doubleValue());
        return facts;
    }
}
