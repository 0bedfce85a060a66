package io.skyjobs.core.spec;

import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code resources}: works out the options, then has each of them read. */
final class ResourcesReader {
    /** Most alternatives of a task, accelerators of each counted apart. */
    static final int MOST_ALTERNATIVES = 256;

    private static final List<String> CHOICES = List.of("any_of", "ordered");

    private static final Set<String> OPTION_KEYS =
            Set.of(
                    "infra",
                    "cloud",
                    "region",
                    "zone",
                    "instance_type",
                    "cpus",
                    "memory",
                    "accelerators",
                    "gpus",
                    "accelerator_args",
                    "use_spot",
                    "job_recovery",
                    "spot_recovery",
                    "disk_size",
                    "disk_tier",
                    "network_tier",
                    "local_disk",
                    "max_hourly_cost",
                    "ports",
                    "image_id",
                    "labels",
                    "autostop",
                    "priority",
                    "priority_class",
                    "volumes",
                    "_docker_login_config",
                    "_is_image_managed",
                    "_requires_fuse",
                    "_cluster_config_overrides",
                    "_no_missing_accel_warnings");

    private final Reading reading;
    private final Problems problems;

    ResourcesReader(Reading reading) {
        this.reading = reading;
        this.problems = reading.problems();
    }

    /**
     * What {@code resources} says.
     *
     * @param choice the options
     * @param recovery when another attempt follows
     * @param priority the job's priority, when it is said
     */
    record Asked(ResourceChoice choice, JobRecovery recovery, Optional<Integer> priority) {
        static final Asked NOTHING =
                new Asked(
                        new ResourceChoice.One(Resources.ANY),
                        JobRecovery.DEFAULT,
                        Optional.empty());
    }

    /** Reads a value of the field. */
    Asked read(Node node) {
        Optional<Node.Fields> written = FieldReader.mapping(node, problems);
        if (written.isEmpty()) {
            return Asked.NOTHING;
        }
        Set<String> known = new HashSet<>(OPTION_KEYS);
        known.addAll(CHOICES);
        new FieldReader(written.get(), problems).allowOnly(known);
        Node.Fields common = renamed(written.get());
        Optional<Node> anyOf = common.present("any_of");
        Optional<Node> ordered = common.present("ordered");
        if (anyOf.isPresent() && ordered.isPresent()) {
            problems.error(
                    ordered.get().place(),
                    "Cannot specify both \"any_of\" and \"ordered\" in resources.");
        }
        List<OptionReader.Option> options = new ArrayList<>();
        List<Node.Fields> alternatives = options(common, anyOf.or(() -> ordered));
        boolean hasChoice = anyOf.isPresent() || ordered.isPresent();
        boolean inOrder = anyOf.isEmpty() && ordered.isPresent();
        for (Node.Fields option : alternatives) {
            AcceleratorsReader.Choice accelerators = accelerators(option);
            if (options.size() + accelerators.options().size() > MOST_ALTERNATIVES) {
                tooMany(option.place());
                break;
            }
            inOrder |= !hasChoice && accelerators.ordered();
            OptionReader.Option read = new OptionReader(option, reading).read();
            options.addAll(expanded(read, accelerators.options()));
        }
        return options.isEmpty() ? Asked.NOTHING : asked(options, inOrder, written.get().place());
    }

    /** The older names of fields in place of which newer ones are read from here on. */
    private Node.Fields renamed(Node.Fields resources) {
        Node.Fields result = rename(resources, "gpus", "accelerators");
        if (result.get("spot_recovery").isPresent()) {
            problems.warning(
                    result.get("spot_recovery").map(Node::place).orElse(result.place()),
                    "`spot_recovery` is an old name.",
                    "Write `job_recovery`.");
        }
        return rename(result, "spot_recovery", "job_recovery");
    }

    private Node.Fields rename(Node.Fields fields, String from, String to) {
        Optional<Node.Field> old =
                fields.fields().stream().filter(field -> field.key().equals(from)).findFirst();
        if (old.isEmpty()) {
            return fields;
        }
        if (fields.get(to).isPresent()) {
            problems.error(
                    old.get().place(),
                    "Cannot specify both `%s` and `%s`.".formatted(from, to),
                    "Remove `%s`.".formatted(from));
            return fields.without(List.of(from));
        }
        return fields.without(List.of(from))
                .with(new Node.Field(old.get().place(), to, old.get().value()));
    }

    private List<Node.Fields> options(Node.Fields common, Optional<Node> choice) {
        Node.Fields shared = common.without(CHOICES);
        if (choice.isEmpty()) {
            return List.of(shared);
        }
        if (!(choice.get() instanceof Node.Items list)) {
            problems.wrongType(choice.get(), "array");
            return List.of(shared);
        }
        if (list.items().isEmpty()) {
            problems.error(list.place(), "A list of alternatives needs at least one.");
            return List.of(shared);
        }
        if (list.items().size() > MOST_ALTERNATIVES) {
            tooMany(list.place());
            return List.of(shared);
        }
        List<Node.Fields> result = new ArrayList<>();
        for (Node item : list.items()) {
            Optional<Node.Fields> entry = FieldReader.mapping(item, problems);
            entry.ifPresent(fields -> new FieldReader(fields, problems).allowOnly(OPTION_KEYS));
            entry.map(this::renamed).ifPresent(fields -> result.add(laidOver(shared, fields)));
        }
        return result.isEmpty() ? List.of(shared) : result;
    }

    private void tooMany(Place place) {
        problems.error(
                place, "A task can have at most %d alternatives.".formatted(MOST_ALTERNATIVES));
    }

    /** An alternative takes what it does not say itself from outside; labels of both are joined. */
    private static Node.Fields laidOver(Node.Fields shared, Node.Fields entry) {
        Node.Fields result = shared.overlaidBy(entry);
        Optional<Node.Fields> outer = shared.mapping("labels");
        Optional<Node.Fields> inner = entry.mapping("labels");
        return outer.isPresent() && inner.isPresent()
                ? result.with(
                        new Node.Field(
                                inner.get().place(), "labels", outer.get().overlaidBy(inner.get())))
                : result;
    }

    private AcceleratorsReader.Choice accelerators(Node.Fields option) {
        return option.present("accelerators")
                .map(node -> new AcceleratorsReader(reading).read(node))
                .orElse(new AcceleratorsReader.Choice(List.of(), false));
    }

    private static List<OptionReader.Option> expanded(
            OptionReader.Option option, List<AcceleratorRequest> accelerators) {
        return accelerators.isEmpty()
                ? List.of(option)
                : accelerators.stream().map(option::with).toList();
    }

    private Asked asked(List<OptionReader.Option> options, boolean inOrder, Place place) {
        List<JobRecovery> recoveries =
                options.stream().map(OptionReader.Option::recovery).distinct().toList();
        if (recoveries.size() > 1) {
            problems.error(
                    place,
                    "All resources in the task must have the same job recovery strategy.",
                    "Move `job_recovery` out of the alternatives, directly below `resources`.");
        }
        List<Integer> priorities =
                options.stream().flatMap(option -> option.priority().stream()).distinct().toList();
        if (priorities.size() > 1) {
            problems.error(
                    place,
                    "Priority is not consistent across resources: %s".formatted(priorities),
                    "Move `priority` out of the alternatives, directly below `resources`.");
        }
        List<Resources> resources =
                options.stream().map(OptionReader.Option::resources).distinct().toList();
        ResourceChoice choice =
                resources.size() == 1
                        ? new ResourceChoice.One(resources.getFirst())
                        : inOrder
                                ? new ResourceChoice.Ordered(resources)
                                : new ResourceChoice.AnyOf(resources);
        return new Asked(choice, recoveries.getFirst(), priorities.stream().findFirst());
    }
}
