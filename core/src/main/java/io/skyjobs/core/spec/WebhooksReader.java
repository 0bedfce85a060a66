package io.skyjobs.core.spec;

import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.webhook.EndpointUrl;
import io.skyjobs.core.webhook.SigningKey;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code webhooks} of a job. A value that may be a secret is never named in a problem. */
final class WebhooksReader {
    /** Most webhooks of a job. */
    static final int MOST = 10;

    private static final String NAME = "[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,62}[a-zA-Z0-9])?";
    private static final List<String> STATUSES =
            Arrays.stream(ManagedJobStatus.values()).map(Enum::name).toList();

    private final Problems problems;
    private final boolean mayUseHttp;
    private final Map<String, String> secrets;

    /**
     * @param secrets values of the secrets of all tasks, by name
     */
    WebhooksReader(Reading reading, Map<String, String> secrets) {
        this.problems = reading.problems();
        this.mayUseHttp = reading.context().webhooksMayUseHttp();
        this.secrets = secrets;
    }

    /** Reads a value of the field. */
    List<JobWebhook> read(Node node) {
        if (!(node instanceof Node.Items list)) {
            problems.wrongType(node, "array");
            return List.of();
        }
        if (list.items().size() > MOST) {
            problems.error(
                    list.items().get(MOST).place(),
                    "A job can have at most %d webhooks. Got: %d"
                            .formatted(MOST, list.items().size()));
            return List.of();
        }
        List<JobWebhook> webhooks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : list.items()) {
            FieldReader.mapping(item, problems)
                    .flatMap(fields -> webhook(fields, names))
                    .ifPresent(webhooks::add);
        }
        return webhooks;
    }

    private Optional<JobWebhook> webhook(Node.Fields map, Set<String> names) {
        FieldReader reader = new FieldReader(map, problems);
        reader.allowOnly(Set.of("url", "secret", "statuses", "name"));
        Optional<URI> url = required(reader, map, "url").flatMap(this::url);
        Optional<String> secret = required(reader, map, "secret").flatMap(this::secret);
        List<String> statuses = reader.node("statuses").map(this::statuses).orElse(List.of());
        Optional<String> name = reader.node("name").flatMap(node -> name(node, names));
        return url.isPresent() && secret.isPresent()
                ? Optional.of(new JobWebhook(url.get(), secret.get(), statuses, name))
                : Optional.empty();
    }

    private Optional<Node> required(FieldReader reader, Node.Fields map, String key) {
        Optional<Node> node = reader.node(key);
        if (node.isEmpty()) {
            problems.error(map.place(), "A webhook needs `%s`.".formatted(key));
        }
        return node;
    }

    private Optional<URI> url(Node node) {
        return FieldReader.text(node, problems)
                .flatMap(
                        text -> {
                            EndpointUrl read = EndpointUrl.of(text, mayUseHttp);
                            if (read.url().isEmpty()) {
                                problems.error(
                                        node.place(),
                                        "The URL of a webhook %s.".formatted(read.problem()));
                            }
                            return read.url();
                        });
    }

    private Optional<String> secret(Node node) {
        String name = node instanceof Node.Text text ? text.value() : "";
        String value = secrets.get(name);
        if (value == null) {
            problems.error(
                    node.place(),
                    "The `secret` of a webhook must be the name of one of the job's secrets.",
                    "Put the name below `secrets`, and the value there or behind --secret.");
            return Optional.empty();
        }
        if (SigningKey.bytes(value).isEmpty()) {
            problems.error(
                    node.place(),
                    "The value of the secret of a webhook must be " + SigningKey.FORM + ".",
                    "Make one with: echo whsec_$(openssl rand -base64 32)");
            return Optional.empty();
        }
        return Optional.of(name);
    }

    private List<String> statuses(Node node) {
        List<String> statuses = new ArrayList<>();
        for (Node item : node instanceof Node.Items list ? list.items() : List.of(node)) {
            String word =
                    item instanceof Node.Text text ? text.value().toUpperCase(Locale.ROOT) : "";
            if (!STATUSES.contains(word)) {
                problems.error(
                        item.place(),
                        "Unknown status %s.".formatted(Problems.show(item)),
                        Suggestion.nearest(word, STATUSES)
                                .map("Did you mean '%s'?"::formatted)
                                .orElse("Statuses: %s.".formatted(String.join(", ", STATUSES))));
            } else if (!statuses.contains(word)) {
                statuses.add(word);
            }
        }
        if (node instanceof Node.Items list && list.items().isEmpty()) {
            problems.error(
                    node.place(),
                    "A webhook needs at least one status, or no `statuses` for all of them.");
        }
        return statuses;
    }

    private Optional<String> name(Node node, Set<String> names) {
        Optional<String> name = FieldReader.text(node, problems);
        if (name.isPresent() && !name.get().matches(NAME)) {
            problems.error(
                    node.place(),
                    "The name of a webhook has at most 64 letters, digits, dashes, underscores and"
                            + " periods, the first and the last a letter or digit.");
        } else if (name.isPresent() && !names.add(name.get())) {
            problems.error(node.place(), "Two webhooks of the job have this name.");
        }
        return name;
    }
}
