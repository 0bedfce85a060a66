package io.skyjobs.app.server;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.server.webhooks.HttpMessageSender;
import io.skyjobs.core.controller.WebhookStandings;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.persistence.Outbox;
import io.skyjobs.core.webhook.Endpoint;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Two receivers, one well and one that takes nothing. */
final class HandWebhooks implements WebhookStandings {
    /** The routes about them; what they send for a test is sent. */
    static List<Route> routes(InstantSource clock) {
        return new WebhookRoutes(
                        new HandWebhooks(),
                        new HttpMessageSender((delay, task) -> {}, clock, false),
                        WebhookConfig.NONE,
                        clock)
                .routes();
    }

    @Override
    public List<Standing> standings() {
        return List.of(
                new Standing(
                        new Endpoint(
                                "server/ops",
                                "ops",
                                URI.create("https://hooks.example/T0/hidden?token=hidden"),
                                "hidden, and never shown",
                                Set.of(ManagedJobStatus.SUCCEEDED, ManagedJobStatus.FAILED),
                                true),
                        0,
                        Optional.empty(),
                        Optional.empty()),
                new Standing(
                        new Endpoint(
                                "server/old",
                                "old",
                                URI.create("http://127.0.0.1:9/"),
                                "hidden, and never shown",
                                Set.of(),
                                true),
                        12,
                        Optional.of(new Outbox.Lapse(3, MemoryPlane.NOW.minusSeconds(60))),
                        Optional.of(
                                new Trouble(
                                        MemoryPlane.NOW.minusSeconds(3_600),
                                        "Nobody answers at its address."))));
    }

    @Override
    public Optional<Outbox.Lapse> lapseOfJobs() {
        return Optional.of(new Outbox.Lapse(1, MemoryPlane.NOW.minusSeconds(60)));
    }

    @Override
    public long waitingOfJobs() {
        return 2;
    }
}
