package io.skyjobs.app.server;

import io.skyjobs.app.api.EventsReply.EventView;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.JobStateMachine.IllegalTransition;
import io.skyjobs.core.job.ManagedJob;
import io.skyjobs.core.persistence.AttemptCost;
import io.skyjobs.core.persistence.EventText;
import io.skyjobs.core.persistence.JobStore.JournalEntry;
import io.skyjobs.core.persistence.JobStore.StoredJob;
import io.skyjobs.core.persistence.StoreException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job's journal with what follows from it: the status after each entry, found by letting the
 * state machine live through the entries once more, and the cost by then.
 */
final class JobTimeline {
    /** How many entries are read at once. */
    private static final int PAGE = 1000;

    private static final double MICROS = 1_000_000.0;

    private final ControlPlane plane;
    private final StoredJob job;
    private final List<List<Attempt>> attempts = new ArrayList<>();
    private Optional<ManagedJob> replayed = Optional.empty();

    JobTimeline(ControlPlane plane, StoredJob job) {
        this.plane = plane;
        this.job = job;
        for (int task = 0; task < job.job().tasks().size(); task++) {
            attempts.add(KnownAttempts.of(plane, job, task));
        }
    }

    /** Entries with a greater number than {@code after}, at most so many. */
    List<EventView> page(long after, int limit) {
        replayed = beginning();
        List<EventView> views = new ArrayList<>();
        long read = 0;
        while (true) {
            List<JournalEntry> entries = plane.journal(job.job().id(), read, PAGE);
            for (JournalEntry entry : entries) {
                if (views.size() == limit) {
                    return views;
                }
                Optional<JobEvent> event = event(entry);
                replay(entry, event);
                if (entry.number() > after) {
                    views.add(view(entry, event));
                }
            }
            if (entries.size() < PAGE) {
                return views;
            }
            read = entries.getLast().number();
        }
    }

    /** What all attempts have cost by an instant, in US dollars. */
    double costUsd(Instant by) {
        long micros = 0;
        for (List<Attempt> ofTask : attempts) {
            for (Attempt attempt : ofTask) {
                micros += AttemptCost.micros(attempt, by);
            }
        }
        return micros / MICROS;
    }

    /** The event of an entry; empty where it is of a kind that is not known here. */
    static Optional<JobEvent> event(JournalEntry entry) {
        try {
            return Optional.of(EventText.read(entry.json()));
        } catch (StoreException unknown) {
            return Optional.empty();
        }
    }

    /** The number of the attempt that an event is about; 0 when it is about none. */
    static int attempt(JobEvent event) {
        return switch (event) {
            case JobEvent.OfAttempt of -> of.attempt();
            case JobEvent.OfStandby of -> of.attempt();
            default -> 0;
        };
    }

    private Optional<ManagedJob> beginning() {
        ManagedJob now = job.job();
        return plane.spec(now.id())
                .filter(spec -> spec.needs().size() == now.tasks().size())
                .map(
                        spec ->
                                ManagedJob.accepted(
                                        now.id(),
                                        spec.needs(),
                                        spec.usesStores(),
                                        now.submitted()));
    }

    private void replay(JournalEntry entry, Optional<JobEvent> event) {
        boolean ofNoState =
                entry.task() < 0 && event.filter(JobEvent.OfStorage.class::isInstance).isEmpty();
        if (replayed.isEmpty() || ofNoState || event.isEmpty()) {
            replayed = event.isEmpty() ? Optional.empty() : replayed;
            return;
        }
        try {
            replayed = Optional.of(replayed.get().with(entry.task(), event.get()));
        } catch (IllegalTransition writtenUnderOtherRules) {
            // An earlier version led another way here; what it came to is in the state itself.
            replayed = Optional.empty();
        }
    }

    private EventView view(JournalEntry entry, Optional<JobEvent> event) {
        int number = event.map(JobTimeline::attempt).orElse(0);
        String state =
                entry.task() < 0
                        ? ""
                        : replayed.map(it -> it.tasks().get(entry.task()).status().name())
                                .orElse("");
        return view(entry, event, state, infra(entry.task(), number), costUsd(entry.at()));
    }

    /** The view of an entry without what follows from the other entries. */
    static EventView plain(JournalEntry entry) {
        return view(entry, event(entry), "", "", 0);
    }

    private static EventView view(
            JournalEntry entry,
            Optional<JobEvent> event,
            String state,
            String infra,
            double costUsd) {
        Optional<JournalText.Told> told = event.map(JournalText::tell);
        return new EventView(
                entry.number(),
                entry.task(),
                event.map(JobTimeline::attempt).orElse(0),
                state,
                entry.tag(),
                entry.at(),
                told.flatMap(JournalText.Told::code).map(Enum::name).orElse(""),
                told.map(JournalText.Told::sentence).orElse(entry.tag()),
                told.map(JournalText.Told::evidence).orElse(""),
                infra,
                costUsd,
                entry.json());
    }

    private String infra(int task, int number) {
        if (task < 0 || number == 0) {
            return "";
        }
        return attempts.get(task).stream()
                .filter(attempt -> attempt.number() == number)
                .findFirst()
                .map(attempt -> ResourceText.place(attempt.offer()))
                .orElse("");
    }
}
