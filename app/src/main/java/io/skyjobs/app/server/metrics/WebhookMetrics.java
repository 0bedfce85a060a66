package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.MessageSender;

/** Counts what becomes of messages to webhooks; whose they are is in no label. */
final class WebhookMetrics {
    private final Counter deliveries;
    private final Histogram took;

    WebhookMetrics(Families families) {
        this.deliveries =
                families.counter(
                        "skyjobs_webhook_deliveries",
                        "Tries to deliver a message of a webhook: taken or refused.",
                        "outcome");
        this.took =
                families.histogram(
                        "skyjobs_webhook_delivery_duration_seconds",
                        "How long such a try takes.",
                        Buckets.SHORT);
    }

    /** The same sender, counted. */
    MessageSender counting(MessageSender sender) {
        return (endpoint, message) -> send(sender, endpoint, message);
    }

    private MessageSender.Answer send(MessageSender sender, Endpoint endpoint, Message message) {
        long begun = System.nanoTime();
        MessageSender.Answer answer = sender.send(endpoint, message);
        took.observe(Buckets.since(begun));
        String outcome =
                switch (answer) {
                    case MessageSender.Answer.Taken taken -> "taken";
                    case MessageSender.Answer.Refused refused -> "refused";
                };
        deliveries.labelValues(outcome).inc();
        return answer;
    }
}
