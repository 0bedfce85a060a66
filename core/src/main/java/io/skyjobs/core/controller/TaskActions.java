package io.skyjobs.core.controller;

import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.controller.LaunchSlots.Seat;
import io.skyjobs.core.controller.ProviderDesk.Answer;
import io.skyjobs.core.controller.TaskWork.Action;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.NodeChannel;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.RunView;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Everything the controller does to the world, one method each: takes what was decided, and answers
 * once with a fact that names the attempt it was for. Never decides, never touches a state.
 */
final class TaskActions {
    private final Parts parts;
    private final LogCollector collector;
    private final AccessRenewal access;
    private final Map<String, ProviderDesk> desks = new ConcurrentHashMap<>();

    /** Copies take long, and must not keep a cancel or a look from its provider. */
    private final Map<String, ProviderDesk> copying = new ConcurrentHashMap<>();

    TaskActions(Parts parts) {
        this.parts = parts;
        this.collector = new LogCollector(parts.logs());
        this.access = new AccessRenewal(parts);
        for (ComputeProvider provider : parts.providers()) {
            desks.put(provider.name(), desk(provider));
            copying.put(provider.name(), desk(provider));
        }
    }

    private ProviderDesk desk(ComputeProvider provider) {
        int calls = parts.settings().maxProviderCalls();
        return new ProviderDesk(provider, parts.executor(), calls, parts.telemetry());
    }

    Optional<ProviderDesk> desk(String provider) {
        return Optional.ofNullable(desks.get(provider));
    }

    /** Ranks the places for a task. */
    void rank(Seat seat, TaskSpec spec, Placement.Past past, Consumer<Input> answer) {
        parts.executor()
                .execute(
                        () ->
                                answer.accept(
                                        guarded(
                                                seat.task(),
                                                0,
                                                Action.RANK,
                                                () ->
                                                        new Input.Ranked(
                                                                seat.task(),
                                                                seat.standby(),
                                                                parts.placement()
                                                                        .rank(
                                                                                spec,
                                                                                past,
                                                                                parts.clock()
                                                                                        .instant())))));
    }

    /** Makes the cluster of an attempt, or what is missing of it. */
    void ensure(Part part, Consumer<Input> answer) {
        Attempt attempt = part.attempt();
        Resources resources =
                part.spec().tasks().get(part.task()).resources().options().get(attempt.option());
        ClusterSpec spec =
                new ClusterSpec(
                        attempt.cluster(),
                        parts.store().installation(),
                        attempt.number(),
                        attempt.nodes(),
                        attempt.offer(),
                        resources);
        at(
                part,
                Action.ENSURE,
                answer,
                desk -> {
                    try {
                        return new Input.Ensured(
                                part.task(),
                                attempt.number(),
                                desk.ask(Telemetry.Operation.ENSURE, it -> it.ensure(spec)));
                    } catch (ProvisionException trouble) {
                        return new Input.EnsureFailed(part.task(), attempt.number(), trouble);
                    } catch (RuntimeException bug) {
                        return new Input.EnsureFailed(
                                part.task(),
                                attempt.number(),
                                new ProvisionException(
                                        ProvisionException.Kind.INFRASTRUCTURE,
                                        ProvisionException.Reach.PLACE,
                                        "BUG",
                                        desk.provider().title()
                                                + " broke while it made the cluster: "
                                                + bug));
                    }
                });
    }

    /**
     * Places the files of a task on every node that does not run the attempt; asks the provider
     * when one is out of reach.
     *
     * @return ends it at once; no answer comes then
     */
    Runnable place(Part part, Consumer<Input> answer) {
        ProviderDesk line = copying.get(part.attempt().offer().provider());
        Optional<ProviderDesk> desk = desk(part.attempt().offer().provider());
        if (line == null || desk.isEmpty()) {
            at(part, Action.PLACE, answer, none -> new Input.Wake());
            return () -> {};
        }
        FilePlacing placing =
                new FilePlacing(
                        parts, part, line, files -> placed(part, files, desk.get(), answer));
        placing.begin();
        return placing::stop;
    }

    private static void placed(
            Part part, Input.PlacedFiles files, ProviderDesk desk, Consumer<Input> answer) {
        int number = part.attempt().number();
        if (files.trouble().isEmpty() || files.needsUser()) {
            answer.accept(new Input.Placed(part.task(), number, files, Optional.empty()));
            return;
        }
        desk.inspect(
                part.attempt().cluster(),
                seen ->
                        answer.accept(
                                new Input.Placed(
                                        part.task(), number, files, statement(part, seen))));
    }

    /** Starts the run on every node that has not; asks the provider when one is out of reach. */
    void start(Part part, Consumer<Input> answer) {
        int number = part.attempt().number();
        at(
                part,
                Action.START,
                first -> {
                    Optional<ProviderDesk> desk = desk(part.attempt().offer().provider());
                    if (first instanceof Input.StartAnswered said
                            && said.trouble().isPresent()
                            && desk.isPresent()) {
                        desk.get()
                                .inspect(
                                        part.attempt().cluster(),
                                        seen ->
                                                answer.accept(
                                                        new Input.StartAnswered(
                                                                part.task(),
                                                                number,
                                                                said.trouble(),
                                                                statement(part, seen))));
                    } else {
                        answer.accept(first);
                    }
                },
                desk ->
                        new Input.StartAnswered(
                                part.task(), number, startAll(part, desk), Optional.empty()));
    }

    private Optional<String> startAll(Part part, ProviderDesk desk) {
        Attempt attempt = part.attempt();
        Map<String, String> secrets = parts.store().secrets(part.job());
        Optional<String> trouble = Optional.empty();
        for (int rank = 0; rank < attempt.nodes(); rank++) {
            try {
                NodeChannel node = desk.provider().channel(attempt.cluster(), rank);
                Part here = part.where(node.fetches());
                node.start(
                        new RunRequest(
                                attempt.number(),
                                parts.bundles().files(here, rank, secrets),
                                attempt.nodes() > 1));
            } catch (ChannelException unreachable) {
                trouble = Optional.of("node " + rank + ": " + unreachable.sentence());
            } catch (RuntimeException bug) {
                // Tried again like a node that cannot be reached, and no longer than that.
                trouble = Optional.of("node " + rank + ": starting the run broke: " + bug);
            }
        }
        return trouble;
    }

    /**
     * Looks at the run on every node, and asks the provider too when a node gives cause to or when
     * told to. A gang whose nodes all wait is let on; one of which a node failed is stopped.
     */
    void look(Part part, boolean askProvider, Consumer<Input> answer) {
        at(
                part,
                Action.LOOK,
                first -> {
                    boolean doubtful =
                            first instanceof Input.Sighted seen
                                    && seen.sighting().nodes().stream()
                                            .anyMatch(
                                                    node ->
                                                            SightingVerdict.givesDoubt(
                                                                    node, part.attempt()));
                    Optional<ProviderDesk> desk = desk(part.attempt().offer().provider());
                    if (first instanceof Input.Sighted seen
                            && desk.isPresent()
                            && (askProvider || doubtful)) {
                        desk.get()
                                .inspect(
                                        part.attempt().cluster(),
                                        said -> answer.accept(with(part, seen, said)));
                    } else {
                        answer.accept(first);
                    }
                },
                desk -> lookAtNodes(part, desk));
    }

    private Input lookAtNodes(Part part, ProviderDesk desk) {
        Attempt attempt = part.attempt();
        List<Optional<RunView>> views = new ArrayList<>();
        List<String> troubles = new ArrayList<>();
        for (int rank = 0; rank < attempt.nodes(); rank++) {
            try {
                views.add(
                        Optional.of(
                                desk.provider()
                                        .channel(attempt.cluster(), rank)
                                        .look(attempt.number())));
            } catch (ChannelException unreachable) {
                views.add(Optional.empty());
                troubles.add("node " + rank + ": " + unreachable.sentence());
            }
        }
        GangSteps.keepInStep(part, desk.provider(), views);
        access.looked(part, desk);
        return new Input.Sighted(
                part.task(),
                attempt.number(),
                new Input.Sighting(
                        views,
                        troubles,
                        Statements.notice(desk.provider(), attempt.cluster()),
                        Optional.empty()));
    }

    private static Input with(Part part, Input.Sighted seen, Answer said) {
        return new Input.Sighted(
                seen.task(),
                seen.attempt(),
                new Input.Sighting(
                        seen.sighting().nodes(),
                        seen.sighting().troubles(),
                        seen.sighting().notice(),
                        statement(part, said)));
    }

    private static Optional<Input.Statement> statement(Part part, Answer said) {
        return said instanceof Answer.Seen answer
                ? Statements.of(answer.inspection(), part.attempt().cluster())
                : Optional.empty();
    }

    /** Tells every node that a machine of the attempt is about to be taken. */
    void warn(Part part, Duration left, Consumer<Input> answer) {
        at(
                part,
                Action.WARN,
                answer,
                desk ->
                        new Input.Warned(
                                part.task(),
                                part.attempt().number(),
                                GangSteps.warn(part, desk.provider(), left)));
    }

    /** Ends what runs on the nodes that are left, and answers whether that is known of all. */
    void fence(Part part, Consumer<Input> answer) {
        at(
                part,
                Action.FENCE,
                answer,
                desk -> {
                    Optional<String> open = GangSteps.fence(part, desk.provider());
                    return new Input.Fenced(
                            part.task(),
                            part.attempt().number(),
                            open.isEmpty(),
                            open.orElse("nothing of the attempt runs on any node"));
                });
    }

    /** Fetches log bytes that are not stored yet; to the end when the attempt is over. */
    void fetchLogs(Part part, boolean toTheEnd, Consumer<Input> answer) {
        Call fetch = desk -> collector.fetch(part, desk.provider(), toTheEnd);
        ProviderDesk informed = desks.get(part.attempt().offer().provider());
        if (toTheEnd || informed == null) {
            at(part, Action.LOGS, answer, fetch);
            return;
        }
        // Nothing waits for these, and of many quiet jobs they are most of all calls.
        int attempt = part.attempt().number();
        Supplier<Input> work =
                () -> guarded(part.task(), attempt, Action.LOGS, () -> fetch.with(informed));
        informed.runPatiently(LogSubject.around(part, () -> answer.accept(work.get())));
    }

    /** Asks for the end of a cluster, unless that was done, then twice whether it is gone. */
    void terminate(Part part, Endings.Step step, Consumer<Input> answer) {
        access.forget(part);
        ClusterName name = part.attempt().cluster();
        at(
                part,
                Action.TERMINATE,
                first -> {
                    Optional<ProviderDesk> desk = desk(part.attempt().offer().provider());
                    if (first instanceof Input.TerminateAnswered asked && desk.isPresent()) {
                        Endings ending = new Endings(part, desk.get(), asked, answer);
                        desk.get().inspect(name, once -> ending.on(once, step.goneOnce()));
                    } else {
                        answer.accept(first);
                    }
                },
                desk -> {
                    Optional<Reason> trouble = Optional.empty();
                    try {
                        if (step.ask()) {
                            desk.terminate(name);
                        }
                    } catch (ProvisionException refused) {
                        trouble = Optional.of(LaunchDecisions.reason(refused));
                    }
                    return Endings.asked(part, trouble);
                });
    }

    private interface Call {
        Input with(ProviderDesk desk);
    }

    private void at(Part part, Action action, Consumer<Input> answer, Call call) {
        String name = part.attempt().offer().provider();
        ProviderDesk desk = desks.get(name);
        if (desk == null) {
            String sentence =
                    "Provider '" + name + "' is not loaded; its clusters cannot be reached.";
            parts.executor()
                    .execute(
                            () ->
                                    answer.accept(
                                            new Input.ActionBroke(
                                                    part.task(),
                                                    part.attempt().number(),
                                                    action,
                                                    sentence)));
            return;
        }
        int attempt = part.attempt().number();
        Supplier<Input> work = () -> guarded(part.task(), attempt, action, () -> call.with(desk));
        desk.run(LogSubject.around(part, () -> answer.accept(work.get())));
    }

    /**
     * A bug in an action ends nothing: it is a fact like any other, and the action is tried again.
     * So is a library that a provider misses.
     */
    private static Input guarded(int task, int attempt, Action action, Supplier<Input> call) {
        try {
            return call.get();
        } catch (RuntimeException | LinkageError | StackOverflowError bug) {
            return new Input.ActionBroke(task, attempt, action, bug.toString());
        }
    }
}
