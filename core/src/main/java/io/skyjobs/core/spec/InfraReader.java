package io.skyjobs.core.spec;

import io.skyjobs.spi.Infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads where a task may run, from {@code infra} or from {@code cloud}, {@code region} and {@code
 * zone}.
 */
final class InfraReader {
    /** The older fields, which together say what {@code infra} says. */
    static final List<String> PARTS = List.of("cloud", "region", "zone");

    private final Reading reading;

    InfraReader(Reading reading) {
        this.reading = reading;
    }

    /** Where it may run; anywhere when nothing is said, or nothing that can be understood. */
    Infra read(Node.Fields resources) {
        Optional<Node> infra = resources.present("infra");
        List<String> parts =
                PARTS.stream().filter(part -> resources.present(part).isPresent()).toList();
        if (infra.isPresent() && !parts.isEmpty()) {
            List<String> got = new ArrayList<>(List.of("infra=" + Problems.show(infra.get())));
            parts.forEach(
                    part ->
                            got.add(
                                    part
                                            + "="
                                            + resources
                                                    .present(part)
                                                    .map(Problems::show)
                                                    .orElse("")));
            reading.problems()
                    .error(
                            infra.get().place(),
                            "Cannot specify both `infra` and `cloud`, `region`, or `zone` parameters. Got: "
                                    + String.join(", ", got),
                            "Keep `infra` and remove the others.");
            return Infra.ANY;
        }
        if (infra.isPresent()) {
            return FieldReader.text(infra.get(), reading.problems())
                    .map(text -> parse(text, infra.get().place()))
                    .orElse(Infra.ANY);
        }
        FieldReader reader = new FieldReader(resources, reading.problems());
        Optional<String> cloud =
                reader.text("cloud")
                        .flatMap(InfraReader::open)
                        .flatMap(name -> cloud(name, resources.present("cloud")));
        return new Infra(
                cloud,
                reader.text("region").flatMap(InfraReader::open),
                reader.text("zone").flatMap(InfraReader::open));
    }

    private Infra parse(String text, Place place) {
        String trimmed = text.strip();
        List<String> parts = List.of(trimmed.split("/", -1));
        if (parts.stream().anyMatch(String::isBlank)) {
            return malformed(trimmed, place);
        }
        Optional<String> cloud = open(parts.getFirst()).flatMap(name -> cloud(name, place));
        if (cloud.isPresent() && cloud.get().equals("kubernetes")) {
            // The name of a context may contain slashes.
            Optional<String> kube =
                    parts.size() == 1
                            ? Optional.empty()
                            : open(trimmed.substring(trimmed.indexOf('/') + 1));
            return new Infra(cloud, kube, Optional.empty());
        }
        int most = cloud.isPresent() && cloud.get().equals("ssh") ? 2 : 3;
        if (parts.size() > most) {
            return malformed(trimmed, place);
        }
        return new Infra(cloud, part(parts, 1), part(parts, 2));
    }

    private Infra malformed(String text, Place place) {
        reading.problems()
                .error(
                        place,
                        "Invalid infra %s.".formatted(Problems.quote(text)),
                        "Write cloud, cloud/region or cloud/region/zone, with * for a part that is left open;"
                                + " k8s/CONTEXT, ssh/POOL or slurm/CLUSTER[/PARTITION].");
        return Infra.ANY;
    }

    private static Optional<String> part(List<String> parts, int index) {
        return index < parts.size() ? open(parts.get(index)) : Optional.empty();
    }

    private static Optional<String> open(String part) {
        return part.strip().equals("*") ? Optional.empty() : Optional.of(part.strip());
    }

    private Optional<String> cloud(String name, Optional<Node> node) {
        return node.flatMap(known -> cloud(name, known.place()));
    }

    private Optional<String> cloud(String written, Place place) {
        String lower = written.toLowerCase(Locale.ROOT);
        String name = lower.equals("k8s") ? "kubernetes" : lower;
        if (reading.context().clouds().isEmpty() || reading.context().clouds().contains(name)) {
            return Optional.of(name);
        }
        reading.problems()
                .error(
                        place,
                        "Cloud %s is not known.".formatted(Problems.quote(written)),
                        Suggestion.nearest(name, reading.context().clouds())
                                .map("Did you mean '%s'?"::formatted)
                                .orElse(
                                        "Known are: %s."
                                                .formatted(
                                                        String.join(
                                                                ", ",
                                                                reading.context().clouds()))));
        return Optional.empty();
    }
}
