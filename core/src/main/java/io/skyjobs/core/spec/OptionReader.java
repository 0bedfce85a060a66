package io.skyjobs.core.spec;

import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Resources;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads one option of {@code resources}, all but its accelerators. */
final class OptionReader {
    static final int LARGEST_PRIORITY = 1000;

    /** Most labels, and most regions of an image. */
    private static final int MOST_ENTRIES = 256;

    private static final List<String> DISK_TIERS =
            List.of("low", "medium", "high", "ultra", "best", "none");
    private static final List<String> NETWORK_TIERS = List.of("standard", "best");
    private static final Pattern LOCAL_DISK =
            Pattern.compile(
                    "(nvme|ssd)(:[0-9]{1,6}\\+?)?|[0-9]{1,6}\\+?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DURATION = Pattern.compile("[0-9]+[smhdw]?");

    private final Node.Fields fields;
    private final FieldReader reader;
    private final Reading reading;
    private final Problems problems;

    OptionReader(Node.Fields fields, Reading reading) {
        this.fields = fields;
        this.reading = reading;
        this.problems = reading.problems();
        this.reader = new FieldReader(fields, problems);
    }

    /**
     * One option, and what it says about the job as a whole.
     *
     * @param resources what each node needs
     * @param recovery when another attempt follows
     * @param priority the job's priority, when it is said
     */
    record Option(Resources resources, JobRecovery recovery, Optional<Integer> priority) {
        Option with(AcceleratorRequest accelerator) {
            Resources r = resources;
            return new Option(
                    new Resources(
                            r.infra(),
                            r.instanceType(),
                            r.cpus(),
                            r.memoryGib(),
                            Optional.of(accelerator),
                            r.spot(),
                            r.diskGib(),
                            r.diskTier(),
                            r.networkTier(),
                            r.localDisk(),
                            r.maxHourlyCost(),
                            r.ports(),
                            r.imageId(),
                            r.labels()),
                    recovery,
                    priority);
        }
    }

    /** Reads all fields. */
    Option read() {
        QuantityReader quantities = new QuantityReader(fields, problems);
        Infra infra = new InfraReader(reading).read(fields);
        Resources resources =
                new Resources(
                        infra,
                        reader.nonEmptyText("instance_type"),
                        quantities.cpus(),
                        quantities.memoryGib(),
                        Optional.empty(),
                        reader.bool("use_spot").orElse(false),
                        quantities.diskGib(),
                        diskTier(),
                        reader.choice(
                                "network_tier",
                                NETWORK_TIERS,
                                "Invalid network_tier '%s'. Network tier must be one of standard, best."),
                        localDisk(),
                        quantities.maxHourlyCost(),
                        reader.node("ports").map(new PortsReader(problems)::read).orElse(List.of()),
                        image(infra),
                        labels());
        ignored();
        return new Option(
                resources,
                reader.node("job_recovery")
                        .map(new RecoveryReader(problems)::read)
                        .orElse(JobRecovery.DEFAULT),
                priority());
    }

    private Optional<String> diskTier() {
        Optional<String> tier =
                reader.choice(
                        "disk_tier",
                        DISK_TIERS,
                        "Invalid disk_tier '%s'. Disk tier must be one of low, medium, high, ultra, best, none.");
        if (tier.equals(Optional.of("ultra"))) {
            problems.warning(
                    place("disk_tier"),
                    "disk_tier 'ultra' is expensive: it adds about $2 an hour for each node.");
        }
        return tier;
    }

    private Optional<String> localDisk() {
        Optional<String> disk =
                reader.node("local_disk").flatMap(node -> FieldReader.scalar(node, problems));
        if (disk.isPresent() && !LOCAL_DISK.matcher(disk.get()).matches()) {
            problems.error(
                    place("local_disk"),
                    "Invalid local_disk: %s.".formatted(Problems.quote(disk.get())),
                    "Write nvme or ssd, a size in GB such as 300+, or both as in nvme:300+.");
            return Optional.empty();
        }
        return disk;
    }

    private Map<String, String> image(Infra infra) {
        Optional<Node> node = reader.node("image_id");
        if (node.isEmpty()) {
            return Map.of();
        }
        if (!(node.get() instanceof Node.Fields map)) {
            Optional<String> id =
                    FieldReader.text(node.get(), problems).filter(text -> !text.isBlank());
            boolean ofOneRegion = id.isPresent() && id.get().startsWith("ami-");
            if (ofOneRegion
                    && infra.cloud().equals(Optional.of("aws"))
                    && infra.region().isEmpty()) {
                problems.error(
                        node.get().place(),
                        "image_id is only supported for AWS in a specific region, please explicitly specify the region.");
            }
            return id.map(text -> Map.of("*", text)).orElse(Map.of());
        }
        Map<String, String> images = new TreeMap<>();
        for (Node.Field field : few(map)) {
            boolean docker = field.key().equals("docker");
            FieldReader.text(field.value(), problems)
                    .ifPresent(
                            id ->
                                    images.put(
                                            docker ? "*" : field.key(),
                                            docker ? "docker:" + id : id));
        }
        Optional<String> region = infra.region();
        if (region.isPresent() && !images.containsKey(region.get()) && !images.containsKey("*")) {
            problems.error(
                    map.place(),
                    "image_id %s should contain the image for the specified region %s."
                            .formatted(images, region.get()));
        }
        return images;
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        for (Node.Field field : reader.mapping("labels").map(this::few).orElse(List.of())) {
            if (field.key().isBlank()) {
                problems.error(field.place(), "A label needs a name.");
            }
            FieldReader.scalar(field.value(), problems)
                    .ifPresent(value -> labels.put(field.key(), value));
        }
        return labels;
    }

    private List<Node.Field> few(Node.Fields map) {
        if (map.fields().size() <= MOST_ENTRIES) {
            return map.fields();
        }
        problems.error(
                map.place(), "This field can have at most %d entries.".formatted(MOST_ENTRIES));
        return List.of();
    }

    private Optional<Integer> priority() {
        Optional<Node> node = reader.node("priority");
        Optional<Integer> priority =
                node.flatMap(FieldReader::integer)
                        .filter(number -> Math.abs((long) number) <= LARGEST_PRIORITY);
        if (node.isPresent() && priority.isEmpty()) {
            problems.error(
                    node.get().place(),
                    "Priority must be between -1000 and 1000. Found: %s"
                            .formatted(Problems.show(node.get())));
        }
        return priority;
    }

    /** Fields that are understood and have no effect on a managed job here. */
    private void ignored() {
        reader.node("autostop").ifPresent(this::autostop);
        for (String key : List.of("accelerator_args", "priority_class", "volumes")) {
            reader.node(key)
                    .ifPresent(
                            node ->
                                    problems.warning(
                                            node.place(),
                                            "`%s` is not supported yet and is ignored."
                                                    .formatted(key)));
        }
    }

    private void autostop(Node node) {
        boolean valid =
                switch (node) {
                    case Node.Fields map -> {
                        new FieldReader(map, problems)
                                .allowOnly(Set.of("idle_minutes", "down", "wait_for"));
                        yield true;
                    }
                    case Node.Text text ->
                            Scalars.bool(text).isPresent()
                                    || DURATION.matcher(text.value()).matches();
                    case Node.Items _ -> false;
                };
        if (valid) {
            problems.warning(
                    node.place(),
                    "`autostop` is ignored: the cluster of a managed job goes when the job ends.");
        } else {
            problems.error(
                    node.place(),
                    "`autostop` should be true, false, a number of minutes or a time such as 10m. Got: "
                            + Problems.show(node));
        }
    }

    private Place place(String key) {
        return fields.get(key).map(Node::place).orElse(fields.place());
    }
}
