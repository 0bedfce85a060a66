package io.skyjobs.app.server.metrics;

import io.skyjobs.app.server.Exposition;
import io.skyjobs.core.controller.Census;
import io.skyjobs.core.controller.LogFiles;
import io.skyjobs.core.controller.LogName;
import io.skyjobs.core.controller.Telemetry;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.Message;
import io.skyjobs.core.webhook.MessageSender;
import io.skyjobs.core.webhook.StatusChange;
import io.skyjobs.spi.LogPhase;
import io.skyjobs.spi.ProvisionException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Metrics of a server to which everything has happened that can be counted. */
final class FullPage {
    private FullPage() {}

    static String text(Path directory) {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        ServerMetrics metrics = new ServerMetrics("1.2.3", InstantSource.fixed(now));
        Telemetry telemetry = metrics.telemetry();
        telemetry.standing(
                () ->
                        new Census(
                                true,
                                Map.of(ManagedJobStatus.PENDING, 3L),
                                2,
                                1,
                                Optional.of(now.minusSeconds(90)),
                                List.of(new Census.Machines("aws", true, 4, 1_500_000))));
        for (Telemetry.Fact fact : facts()) {
            telemetry.happened(fact);
        }
        telemetry.calling("aws", Telemetry.Operation.ENSURE).answered();
        telemetry
                .calling("aws", Telemetry.Operation.ENSURE)
                .refused(
                        new ProvisionException(
                                ProvisionException.Kind.CAPACITY,
                                ProvisionException.Reach.ZONE,
                                "InsufficientInstanceCapacity",
                                "There is none."));
        telemetry.calling("aws", Telemetry.Operation.LIST).broke();
        metrics.transactions().begin(3).accept(true);
        metrics.transactions().begin(1).accept(false);
        metrics.queued(() -> 5);
        metrics.waitingMessages(() -> 4);
        Endpoint endpoint =
                new Endpoint("e", "ops", URI.create("https://ops.test/"), "key", Set.of(), false);
        Message message = message(now);
        metrics.counting((to, what) -> new MessageSender.Answer.Taken(204)).send(endpoint, message);
        metrics.counting((to, what) -> new MessageSender.Answer.Refused("No."))
                .send(endpoint, message);
        metrics.counting(new LogFiles(directory))
                .append(new LogName(1, 0, 1, 0, LogPhase.RUN), 0, new byte[7]);
        metrics.http().answered("/api/v1/jobs", "GET", 200, System.nanoTime(), false);
        metrics.http().followers("log", 1);
        return metrics.page("").text();
    }

    private static Message message(Instant now) {
        return new Message(
                "msg_1",
                new Message.Job(7, "train", "ada", "default", "one"),
                9,
                new StatusChange(
                        Optional.empty(),
                        ManagedJobStatus.PENDING,
                        now,
                        0,
                        0,
                        Optional.empty(),
                        Reason.of(ReasonCode.SUBMITTED, "It was accepted.")),
                0);
    }

    static Exposition page(Path directory) {
        return Exposition.of(text(directory));
    }

    private static List<Telemetry.Fact> facts() {
        Duration second = Duration.ofSeconds(1);
        return List.of(
                new Telemetry.JobSubmitted(),
                new Telemetry.JobEnded(ManagedJobStatus.FAILED),
                new Telemetry.FirstStarted(second),
                new Telemetry.LaunchOver("aws", Optional.empty(), second),
                new Telemetry.LaunchOver("aws", Optional.of(ReasonCode.CAPACITY), second),
                new Telemetry.AttemptOver(
                        "aws",
                        ReasonCode.PREEMPTED,
                        Telemetry.Witness.PROVIDER,
                        Optional.of(new Telemetry.Noticed(true, second))),
                new Telemetry.RanAgain(
                        "aws", Optional.of(ReasonCode.PREEMPTED), Optional.of(second)),
                new Telemetry.RanAgain("aws", Optional.empty(), Optional.empty()));
    }
}
