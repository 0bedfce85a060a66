package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people see of a plan: one row for each group of a provider, accelerator and spot or not,
 * with the best place of the group; the chosen row is marked.
 *
 * @param rows best first
 * @param hints groups in which several instance types would do
 */
public record PlanTable(List<Row> rows, List<String> hints) {
    /** Column titles of {@link Row#cells}. */
    public static final List<String> TITLES =
            List.of("INFRA", "INSTANCE", "vCPUs", "Mem(GB)", "GPUS", "COST ($)", "CHOSEN");

    private static final String MARK = "   ✔";

    public PlanTable {
        rows = List.copyOf(rows);
        hints = List.copyOf(hints);
    }

    /**
     * A line of the table.
     *
     * @param infra {@code AWS (us-east-1)}, with {@code [not enabled]} where it cannot be used
     * @param instance instance type, with {@code [Spot]} where it may be taken back
     * @param vcpus vCPUs of a node
     * @param memory GiB of memory of a node
     * @param gpus {@code A100:8}, or {@code -}
     * @param cost dollars per hour for all nodes
     * @param chosen whether it is the chosen one
     */
    public record Row(
            String infra,
            String instance,
            String vcpus,
            String memory,
            String gpus,
            String cost,
            boolean chosen) {
        /** The columns of {@link PlanTable#TITLES}. */
        public List<String> cells() {
            return List.of(infra, instance, vcpus, memory, gpus, cost, chosen ? MARK : "");
        }
    }

    /** The table of a plan; without rows where nothing satisfies the request. */
    public static PlanTable of(Plan plan) {
        Map<List<String>, List<Candidate>> groups = new LinkedHashMap<>();
        for (Candidate candidate : plan.ranked()) {
            groups.computeIfAbsent(group(candidate), key -> new ArrayList<>()).add(candidate);
        }
        Optional<Candidate> chosen = plan.chosen();
        List<Row> rows = new ArrayList<>();
        List<String> hints = new ArrayList<>();
        for (List<Candidate> members : groups.values()) {
            Candidate best = members.getFirst();
            rows.add(row(best, chosen.filter(best::equals).isPresent()));
            hint(members).ifPresent(hints::add);
        }
        return new PlanTable(rows, hints);
    }

    /**
     * The lines for one task, each ended by a line feed: what is considered, the table, and hints.
     */
    public static String render(Plan plan) {
        return section(plan, false);
    }

    /** The lines for the tasks of a job: the best plan of all, then a table for each task. */
    public static String render(List<Plan> plans) {
        if (plans.size() == 1) {
            return render(plans.getFirst());
        }
        StringBuilder text = new StringBuilder();
        if (plans.stream().allMatch(plan -> plan.chosen().isPresent())) {
            text.append(best(plans)).append('\n');
        }
        plans.forEach(plan -> text.append(section(plan, true)));
        return text.toString();
    }

    private static String best(List<Plan> plans) {
        List<String> titles = new ArrayList<>(List.of("TASK", "#NODES"));
        titles.addAll(TITLES.subList(0, TITLES.size() - 1));
        UsdPerHour total = UsdPerHour.FREE;
        List<List<String>> lines = new ArrayList<>();
        for (Plan plan : plans) {
            Candidate chosen = plan.chosen().orElseThrow();
            List<String> cells =
                    new ArrayList<>(List.of(plan.task(), Integer.toString(plan.nodes())));
            cells.addAll(row(chosen, true).cells().subList(0, TITLES.size() - 1));
            lines.add(cells);
            total = total.plus(chosen.total());
        }
        return "Estimated cost: $%s / hour\n\nBest plan:\n%s"
                .formatted(Figures.money(total), TextTable.render(titles, lines));
    }

    private static String section(Plan plan, boolean named) {
        PlanTable table = of(plan);
        if (table.rows().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("Considered resources ");
        if (named && !plan.task().isEmpty()) {
            text.append("for task '").append(plan.task()).append("' ");
        }
        text.append('(')
                .append(plan.nodes())
                .append(plan.nodes() == 1 ? " node" : " nodes")
                .append("):\n")
                .append(TextTable.render(TITLES, table.rows().stream().map(Row::cells).toList()));
        table.hints().forEach(hint -> text.append(hint).append('\n'));
        return text.toString();
    }

    private static List<String> group(Candidate candidate) {
        Offer offer = candidate.offer();
        return List.of(
                offer.provider(),
                // A shared machine's region is a cluster or pool of the user's own: each has a row.
                offer.shape().divisible() ? offer.region().orElse("") : "",
                gpus(candidate),
                offer.spot() ? "spot" : "");
    }

    private static Row row(Candidate candidate, boolean chosen) {
        Offer offer = candidate.offer();
        Shape shape = offer.shape();
        String place =
                offer.region()
                        .map(region -> candidate.title() + " (" + zoneOr(region, offer) + ")")
                        .orElse(candidate.title());
        return new Row(
                place + (candidate.enabled() ? "" : " [not enabled]"),
                shape.instanceType() + (offer.spot() ? "[Spot]" : ""),
                Figures.size(part(candidate.resources().cpus(), shape.vcpus(), shape)),
                Figures.size(part(candidate.resources().memoryGib(), shape.memoryGib(), shape)),
                gpus(candidate),
                Figures.money(candidate.total()),
                chosen);
    }

    /** The zone where the offer is bound to one, else the region. */
    private static String zoneOr(String region, Offer offer) {
        return offer.zone().orElse(region);
    }

    /** What a node has: of a shared machine the part that it asks for. */
    private static double part(Optional<Amount> ask, double size, Shape shape) {
        return shape.divisible() ? ask.map(Amount::value).orElse(size) : size;
    }

    private static String gpus(Candidate candidate) {
        Shape shape = candidate.offer().shape();
        if (!shape.divisible()) {
            return shape.accelerator().map(Accelerator::toString).orElse("-");
        }
        Optional<Double> asked = candidate.resources().accelerator().map(AcceleratorRequest::count);
        return shape.accelerator()
                .flatMap(has -> asked.map(count -> new Accelerator(has.name(), count)))
                .map(Accelerator::toString)
                .orElse("-");
    }

    private static Optional<String> hint(List<Candidate> members) {
        Candidate best = members.getFirst();
        Set<String> types = new LinkedHashSet<>();
        members.forEach(member -> types.add(member.offer().shape().instanceType()));
        if (types.size() < 2 || best.offer().shape().accelerator().isEmpty()) {
            return Optional.empty();
        }
        return best.offer()
                .shape()
                .accelerator()
                .map(
                        has ->
                                ("🔍 Multiple %s instances satisfy %s. The cheapest (gpus=%s, %s,"
                                                + " ...) is considered among: %s.\n"
                                                + "To list more details, run: sky show-gpus %s")
                                        .formatted(
                                                best.title(),
                                                has,
                                                has,
                                                best.offer().shape().instanceType(),
                                                String.join(", ", types),
                                                has.name()));
    }
}
