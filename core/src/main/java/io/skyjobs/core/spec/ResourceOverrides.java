package io.skyjobs.core.spec;

import io.skyjobs.spi.Infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Lays flags over {@code resources}: a flag holds for every alternative, so alternatives lose what
 * they say about the same thing.
 */
final class ResourceOverrides {
    private static final List<String> CHOICES = List.of("any_of", "ordered");
    private static final List<Flag> PLACES = List.of(Flag.CLOUD, Flag.REGION, Flag.ZONE);

    /** Keys that a field has besides its own name. */
    private static final Map<String, List<String>> ALSO =
            Map.of("accelerators", List.of("gpus"), "infra", InfraReader.PARTS);

    private final Overrides overrides;
    private final Reading reading;

    ResourceOverrides(Overrides overrides, Reading reading) {
        this.overrides = overrides;
        this.reading = reading;
    }

    /**
     * Overrides the resources of a task; only its priority, when it is not the only task of the
     * file.
     */
    Node.Fields apply(Node.Fields task, boolean only) {
        List<Flag> flags =
                overrides.flags().keySet().stream()
                        .filter(
                                flag ->
                                        flag.resource().isPresent()
                                                && (only || flag == Flag.PRIORITY))
                        .toList();
        boolean ports = only && !overrides.ports().isEmpty();
        Optional<Node.Fields> written = task.mapping("resources");
        boolean unreadable = task.present("resources").isPresent() && written.isEmpty();
        if ((flags.isEmpty() && !ports) || unreadable || contradictory()) {
            return task;
        }
        Node.Fields resources = written.orElse(new Node.Fields(task.place(), List.of()));
        if (flags.stream().anyMatch(PLACES::contains)) {
            resources = onEachLevel(resources, this::infraInParts);
        }
        for (Flag flag : flags) {
            resources = flag == Flag.JOB_RECOVERY ? recovery(resources) : set(resources, flag);
        }
        if (ports) {
            resources = ports(resources);
        }
        return task.with(new Node.Field(resources.place(), "resources", resources));
    }

    private boolean contradictory() {
        boolean infra = overrides.has(Flag.INFRA);
        if (!infra || PLACES.stream().noneMatch(overrides::has)) {
            return false;
        }
        List<String> got = new ArrayList<>();
        overrides
                .flags()
                .forEach(
                        (flag, value) -> {
                            if (flag == Flag.INFRA || PLACES.contains(flag)) {
                                got.add(flag.option().substring(2) + "=" + Problems.quote(value));
                            }
                        });
        reading.problems()
                .error(
                        Place.ofFlag(Flag.INFRA.option()),
                        "Cannot specify both `infra` and `cloud`, `region`, or `zone` parameters. Got: "
                                + String.join(", ", got));
        return true;
    }

    private Node.Fields set(Node.Fields resources, Flag flag) {
        String value = overrides.value(flag).orElseThrow();
        String key = flag.resource().orElseThrow();
        Node.Fields cleared = cleared(resources, key);
        return flag.isResetBy(value)
                ? cleared
                : cleared.with(new Node.Field(Place.ofFlag(flag.option()), key, flag.node(value)));
    }

    private Node.Fields ports(Node.Fields resources) {
        Place place = Place.ofFlag("--ports");
        Node.Fields cleared = cleared(resources, "ports");
        if (overrides.ports().stream().anyMatch("none"::equalsIgnoreCase)) {
            return cleared;
        }
        List<Node> items = new ArrayList<>();
        for (String port : overrides.ports()) {
            items.add(new Node.Text(place, port, false, Node.Span.NONE));
        }
        return cleared.with(new Node.Field(place, "ports", new Node.Items(place, items)));
    }

    private static Node.Fields cleared(Node.Fields resources, String key) {
        List<String> keys = new ArrayList<>(ALSO.getOrDefault(key, List.of()));
        keys.add(key);
        return onEachLevel(resources, level -> level.without(keys));
    }

    /**
     * The flag names a strategy; how often to restart stays as the file says, unless there is no
     * restart at all.
     */
    private Node.Fields recovery(Node.Fields resources) {
        Node strategy = Flag.JOB_RECOVERY.node(overrides.value(Flag.JOB_RECOVERY).orElseThrow());
        boolean never = strategy instanceof Node.Text text && text.value().equalsIgnoreCase("none");
        Node.Field plain = new Node.Field(strategy.place(), "job_recovery", strategy);
        Node.Fields renamed = onEachLevel(resources, ResourceOverrides::recoveryByItsNewName);
        if (never) {
            return cleared(renamed, "job_recovery").with(plain);
        }
        Node.Fields replaced = onEachLevel(renamed, level -> withStrategy(level, plain));
        boolean said = replaced.present("job_recovery").isPresent();
        return said ? replaced : replaced.with(plain);
    }

    private static Node.Fields withStrategy(Node.Fields level, Node.Field plain) {
        Optional<Node.Fields> map = level.mapping("job_recovery");
        if (map.isPresent()) {
            Node.Field strategy = new Node.Field(plain.place(), "strategy", plain.value());
            return level.with(
                    new Node.Field(map.get().place(), "job_recovery", map.get().with(strategy)));
        }
        return level.present("job_recovery").isPresent() ? level.with(plain) : level;
    }

    private static Node.Fields recoveryByItsNewName(Node.Fields level) {
        Optional<Node> old = level.present("spot_recovery");
        return old.isEmpty() || level.get("job_recovery").isPresent()
                ? level
                : level.without(List.of("spot_recovery"))
                        .with(new Node.Field(old.get().place(), "job_recovery", old.get()));
    }

    private Node.Fields infraInParts(Node.Fields level) {
        Optional<Node> infra = level.present("infra");
        if (infra.isEmpty()
                || InfraReader.PARTS.stream().anyMatch(part -> level.present(part).isPresent())) {
            return level;
        }
        Infra read = new InfraReader(reading).read(level);
        List<Optional<String>> values = List.of(read.cloud(), read.region(), read.zone());
        Node.Fields result = level.without(List.of("infra"));
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isPresent()) {
                Node text =
                        new Node.Text(
                                infra.get().place(), values.get(i).get(), false, Node.Span.NONE);
                result =
                        result.with(
                                new Node.Field(
                                        infra.get().place(), InfraReader.PARTS.get(i), text));
            }
        }
        return result;
    }

    /** Changes the outer fields and each alternative. */
    private static Node.Fields onEachLevel(
            Node.Fields resources, UnaryOperator<Node.Fields> change) {
        Node.Fields result = change.apply(resources);
        for (String choice : CHOICES) {
            if (result.get(choice).orElse(result) instanceof Node.Items list) {
                List<Node> changed = new ArrayList<>();
                for (Node item : list.items()) {
                    changed.add(item instanceof Node.Fields fields ? change.apply(fields) : item);
                }
                result =
                        result.with(
                                new Node.Field(
                                        list.place(),
                                        choice,
                                        new Node.Items(list.place(), changed)));
            }
        }
        return result;
    }
}
