package io.skyjobs.app.server;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.WebhookTestReply;
import io.skyjobs.app.api.WebhookTestRequest;
import io.skyjobs.app.api.WebhooksReply;
import io.skyjobs.app.server.access.Role;
import io.skyjobs.app.server.webhooks.HttpMessageSender;
import io.skyjobs.core.controller.WebhookStandings;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.persistence.Outbox;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.EndpointId;
import io.skyjobs.core.webhook.EndpointUrl;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.MessageSender.Answer;
import io.skyjobs.core.webhook.SigningKey;
import io.skyjobs.core.webhook.StatusChange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who is told of changes, whether they take it, and a sample for trying. */
final class WebhookRoutes {
    /** How long a receiver may take nothing before the server says so. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** How long the server says that something was given up. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final WebhookStandings desk;
    private final HttpMessageSender sender;
    private final boolean mayUseHttp;
    private final InstantSource clock;

    WebhookRoutes(
            WebhookStandings desk,
            HttpMessageSender sender,
            WebhookConfig config,
            InstantSource clock) {
        this.desk = desk;
        this.sender = sender;
        this.mayUseHttp = config.jobsMayUseHttp();
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Role.VIEWER, "/webhooks", this::list),
                Route.post(Role.ADMIN, "/webhooks/test", this::test));
    }

    /** What is worth saying of them, one sentence each. */
    List<String> warnings() {
        Instant now = clock.instant();
        List<String> warnings = new ArrayList<>();
        for (WebhookStandings.Standing standing : desk.standings()) {
            String who = "Webhook '" + standing.endpoint().name() + "'";
            standing.lapse().flatMap(it -> lapsed(who, it, now)).ifPresent(warnings::add);
            standing.trouble()
                    .filter(it -> it.since().isBefore(now.minus(PATIENCE)))
                    .ifPresent(
                            it ->
                                    warnings.add(
                                            who
                                                    + " takes no messages since "
                                                    + it.since()
                                                    + ", and "
                                                    + standing.waiting()
                                                    + " wait: "
                                                    + it.sentence()));
        }
        desk.lapseOfJobs()
                .flatMap(it -> lapsed("Webhooks of jobs", it, now))
                .ifPresent(warnings::add);
        return warnings;
    }

    private static Optional<String> lapsed(String who, Outbox.Lapse lapse, Instant now) {
        return lapse.last().isBefore(now.minus(REMEMBERED))
                ? Optional.empty()
                : Optional.of(
                        who
                                + " did not take "
                                + lapse.messages()
                                + (lapse.messages() == 1 ? " message" : " messages")
                                + " within "
                                + WebhookStandings.LIMIT.toHours()
                                + " hours; given up, the last at "
                                + lapse.last()
                                + ".");
    }

    private void list(ServerRequest request, ServerResponse response) {
        Replies.send(
                response,
                WebhooksReply.class,
                new WebhooksReply(
                        desk.standings().stream().map(WebhookRoutes::view).toList(),
                        figures(desk.waitingOfJobs(), desk.lapseOfJobs())));
    }

    private static WebhooksReply.WebhookView view(WebhookStandings.Standing standing) {
        Endpoint endpoint = standing.endpoint();
        return new WebhooksReply.WebhookView(
                endpoint.name(),
                EndpointUrl.shown(endpoint.url()),
                endpoint.statuses().stream().sorted().map(Enum::name).toList(),
                figures(standing.waiting(), standing.lapse()),
                standing.trouble().map(WebhookStandings.Trouble::since),
                standing.trouble().map(WebhookStandings.Trouble::sentence).orElse(""));
    }

    private static WebhooksReply.Figures figures(long waiting, Optional<Outbox.Lapse> lapse) {
        return new WebhooksReply.Figures(
                waiting,
                lapse.map(Outbox.Lapse::messages).orElse(0L),
                lapse.map(Outbox.Lapse::last));
    }

    private void test(ServerRequest request, ServerResponse response) {
        WebhookTestRequest wish = new Parameters(request).body(WebhookTestRequest.class);
        Endpoint endpoint = endpoint(wish);
        AuditTrail.about(request, "webhook " + endpoint.destination());
        Message sample = sample(clock.instant());
        long start = System.nanoTime();
        Answer answer = sender.test(endpoint, sample);
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        int status = answer instanceof Answer.Taken taken ? taken.status() : 0;
        String sentence =
                switch (answer) {
                    case Answer.Taken taken -> "It answered with status " + taken.status() + ".";
                    case Answer.Refused refused -> refused.sentence();
                };
        Replies.send(
                response,
                WebhookTestReply.class,
                new WebhookTestReply(
                        sample.id(),
                        EndpointUrl.shown(endpoint.url()),
                        status > 0,
                        status,
                        sentence,
                        took));
    }

    private Endpoint endpoint(WebhookTestRequest wish) {
        if (wish.name().isPresent() == wish.url().isPresent()) {
            throw RequestProblem.badRequest("Give either 'name' or 'url'.");
        }
        if (wish.name().isPresent()) {
            return desk.standings().stream()
                    .map(WebhookStandings.Standing::endpoint)
                    .filter(it -> it.name().equals(wish.name().get()))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    RequestProblem.badRequest(
                                            "No webhook of the server has that name."));
        }
        EndpointUrl url = EndpointUrl.of(wish.url().orElseThrow(), mayUseHttp);
        if (url.url().isEmpty()) {
            throw RequestProblem.badRequest("The URL " + url.problem() + ".");
        }
        String secret = wish.secret().orElse("");
        if (SigningKey.bytes(secret).isEmpty()) {
            throw RequestProblem.badRequest("The secret must be " + SigningKey.FORM + ".");
        }
        return new Endpoint(EndpointId.ofJob(0), "test", url.url().get(), secret, Set.of(), false);
    }

    private static Message sample(Instant now) {
        return new Message(
                "msg_test_" + now.toEpochMilli(),
                new Message.Job(0, "sample", "nobody", "default", "sample"),
                1,
                new StatusChange(
                        Optional.of(ManagedJobStatus.RUNNING),
                        ManagedJobStatus.SUCCEEDED,
                        now,
                        0,
                        1,
                        Optional.empty(),
                        Reason.of(ReasonCode.RUNNING, "This is a sample; nothing happened.")),
                0);
    }
}
