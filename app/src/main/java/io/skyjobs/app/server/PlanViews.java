package io.skyjobs.app.server;

import io.skyjobs.app.api.PlanReply;
import io.skyjobs.app.api.PlanReply.Place;
import io.skyjobs.app.api.PlanReply.Refusal;
import io.skyjobs.app.api.PlanReply.TaskPlan;
import io.skyjobs.app.api.PlanReply.Trouble;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.core.optimizer.Candidate;
import io.skyjobs.core.optimizer.Plan;
import io.skyjobs.core.optimizer.PlanTable;
import io.skyjobs.core.spec.Problem;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the answer to a plan request. Pure. */
final class PlanViews {
    /**
     * The most places of a task that are sent; people never look at more, and a catalog has
     * thousands.
     */
    private static final int MOST_PLACES = 100;

    private PlanViews() {}

    /** The whole answer. */
    static PlanReply view(Planning.Prepared prepared) {
        UsdPerHour total = UsdPerHour.FREE;
        for (Plan plan : prepared.plans()) {
            total = total.plus(plan.chosen().map(Candidate::total).orElse(UsdPerHour.FREE));
        }
        List<TaskPlan> tasks = new ArrayList<>();
        for (int i = 0; i < prepared.plans().size(); i++) {
            tasks.add(task(prepared.spec().tasks().get(i), prepared.plans().get(i)));
        }
        return new PlanReply(
                prepared.spec().name(),
                prepared.command(),
                prepared.feasible(),
                PlanTable.render(prepared.plans()),
                total.dollars().doubleValue(),
                tasks,
                items(prepared.warnings()),
                List.copyOf(prepared.spec().sources()));
    }

    private static TaskPlan task(TaskSpec spec, Plan plan) {
        Optional<Candidate> chosen = plan.chosen();
        return new TaskPlan(
                spec.name(),
                spec.numNodes(),
                ResourceText.requested(spec),
                plan.ranked().stream()
                        .limit(MOST_PLACES)
                        .map(candidate -> place(plan, candidate, chosen))
                        .toList(),
                plan.rejected().stream()
                        .map(
                                no ->
                                        new Refusal(
                                                no.provider(),
                                                no.code().name(),
                                                no.sentence(),
                                                no.count()))
                        .toList(),
                plan.problems().stream()
                        .map(problem -> new Trouble(problem.code().name(), problem.message()))
                        .toList());
    }

    private static Place place(Plan plan, Candidate candidate, Optional<Candidate> chosen) {
        Shape shape = candidate.offer().shape();
        return new Place(
                ResourceText.place(candidate.offer()),
                candidate.title(),
                shape.instanceType(),
                candidate.offer().spot(),
                part(candidate.resources().cpus(), shape.vcpus(), shape),
                part(candidate.resources().memoryGib(), shape.memoryGib(), shape),
                shape.accelerator().map(Accelerator::toString),
                candidate.total().dollars().doubleValue(),
                candidate.enabled(),
                chosen.filter(candidate::equals).isPresent(),
                plan.whyNotChosen(candidate));
    }

    /** What a node has: of a shared machine the part that it asks for. */
    private static double part(Optional<Amount> ask, double size, Shape shape) {
        return shape.divisible() ? ask.map(Amount::value).orElse(size) : size;
    }

    /** Problems of a task file as they travel. */
    static List<ProblemReply.Item> items(List<Problem> problems) {
        return problems.stream()
                .map(
                        problem ->
                                new ProblemReply.Item(
                                        problem.severity().name(),
                                        problem.file(),
                                        problem.line(),
                                        problem.column(),
                                        problem.field(),
                                        problem.message(),
                                        problem.hint()))
                .toList();
    }
}
