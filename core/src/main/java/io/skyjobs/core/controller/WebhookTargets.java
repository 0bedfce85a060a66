package io.skyjobs.core.controller;

import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.AttemptCost;
import io.skyjobs.core.persistence.JobStore;
import io.skyjobs.core.persistence.JobStore.JobHeader;
import io.skyjobs.core.persistence.Outbox;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.JobWebhook;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.EndpointId;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.StatusChange;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Whom to tell of what, and in which words: always the same for the same entry of the outbox. Safe
 * for use from many threads.
 */
final class WebhookTargets {
    private final JobStore store;
    private final List<Endpoint> inOrder;
    private final Map<String, Endpoint> byId;
    private final LongFunction<Optional<JobSpec>> specs;

    /**
     * @param endpoints those of the server's configuration
     * @param specs the specification of a job
     */
    WebhookTargets(
            JobStore store, List<Endpoint> endpoints, LongFunction<Optional<JobSpec>> specs) {
        this.store = store;
        this.inOrder = endpoints;
        this.byId =
                endpoints.stream()
                        .collect(Collectors.toUnmodifiableMap(Endpoint::id, Function.identity()));
        this.specs = specs;
    }

    /** Whether anybody is told of anything about a job. */
    boolean any(JobSpec spec) {
        return !inOrder.isEmpty() || !spec.webhooks().isEmpty();
    }

    /** Which endpoints are told of a change to a status. */
    List<String> wanting(JobSpec spec, ManagedJobStatus status) {
        if (!any(spec)) {
            return List.of();
        }
        List<String> told = new ArrayList<>();
        for (Endpoint endpoint : inOrder) {
            if (endpoint.wants(status)) {
                told.add(endpoint.id());
            }
        }
        for (int place = 0; place < spec.webhooks().size(); place++) {
            List<String> statuses = spec.webhooks().get(place).statuses();
            if (statuses.isEmpty() || statuses.contains(status.name())) {
                told.add(EndpointId.ofJob(place));
            }
        }
        return told;
    }

    /** Where a line leads; empty when that is not known any more. */
    Optional<Endpoint> unsigned(Outbox.Line line) {
        return endpoint(line, Map.of());
    }

    /** Where a line leads, with the key to sign with; empty when that is not known any more. */
    Optional<Endpoint> signed(Outbox.Line line) {
        return endpoint(
                line,
                EndpointId.place(line.endpoint()).isPresent()
                        ? store.outbox().keys(line.job())
                        : Map.of());
    }

    private Optional<Endpoint> endpoint(Outbox.Line line, Map<String, String> keys) {
        OptionalInt place = EndpointId.place(line.endpoint());
        if (place.isEmpty()) {
            return Optional.ofNullable(byId.get(line.endpoint()));
        }
        return specs.apply(line.job())
                .map(JobSpec::webhooks)
                .filter(all -> place.getAsInt() < all.size())
                .map(all -> of(line, all.get(place.getAsInt()), keys));
    }

    private static Endpoint of(Outbox.Line line, JobWebhook webhook, Map<String, String> keys) {
        return new Endpoint(
                line.endpoint(),
                webhook.name().orElse(line.endpoint()),
                webhook.url(),
                keys.getOrDefault(webhook.secret(), ""),
                webhook.statuses().stream()
                        .map(ManagedJobStatus::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                false);
    }

    /** What an entry says; empty when its job is not known. */
    Optional<Message> message(Outbox.Entry entry) {
        return store.job(entry.line().job()).map(stored -> message(entry, stored.header()));
    }

    private Message message(Outbox.Entry entry, JobHeader header) {
        long job = entry.line().job();
        StatusChange change = entry.change();
        return new Message(
                "msg_" + store.installation() + "_" + job + "_" + entry.sequence(),
                new Message.Job(
                        job,
                        header.name(),
                        header.user(),
                        header.workspace(),
                        header.taskNames().get(change.task())),
                entry.sequence(),
                change,
                cost(job, header.taskNames().size(), change.at()));
    }

    /** What all its tasks had cost by an instant, in millionths of a US dollar. */
    private long cost(long job, int tasks, Instant by) {
        long cost = 0;
        for (int task = 0; task < tasks; task++) {
            cost +=
                    store.attempts(job, task).stream()
                            .mapToLong(attempt -> AttemptCost.micros(attempt, by))
                            .sum();
        }
        return cost;
    }
}
