package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.EventsReply;
import io.skyjobs.app.api.EventsReply.EventView;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.JsonText.JsonProblem;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.JobEvent;
import io.skyjobs.core.job.Progress;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The timeline of a job, with its evidence and its cost (P-09, P-47, P-51). */
class JobsEventsTest {
    private static final Offer SPOT =
            new Offer(
                    "aws",
                    Optional.of("us-east-1"),
                    Optional.of("us-east-1a"),
                    List.of(),
                    MemoryPlane.OFFER.shape(),
                    true,
                    UsdPerHour.of("1.20"));

    @TempDir Path directory;
    private MemoryPlane plane;
    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory.resolve("logs"));
        server = new TestServer(plane);
        shell =
                new TestShell(directory, server::port)
                        .file("spot.yaml", "name: train\nrun: x\nresources: {cpus: 2+}\n");
        assertThat(shell.run("jobs", "launch", "-y", "-d", "spot.yaml").code()).isZero();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Instant minute(int minute) {
        return MemoryPlane.NOW.plusSeconds(60L * minute);
    }

    private void launch(int number, int requested, int up) {
        plane.happen(
                1,
                0,
                new JobEvent.OfferChosen(
                        minute(requested),
                        number,
                        ClusterName.ofAttempt("train", 1, 0, number, "abcdef"),
                        SPOT,
                        0,
                        2));
        plane.happen(
                1,
                0,
                new JobEvent.ClusterUp(
                        minute(up),
                        number,
                        List.of(new Attempt.Host("i-1", "a"), new Attempt.Host("i-2", "b"))));
        plane.happen(1, 0, new JobEvent.RunStarted(minute(up), number));
    }

    private void preempted() {
        launch(1, -180, -175);
        plane.happen(
                1,
                0,
                new JobEvent.AttemptFailed(
                        minute(-145),
                        1,
                        new Reason(
                                ReasonCode.PREEMPTED,
                                "The provider took a machine back.",
                                "Server.SpotInstanceTermination of i-2"),
                        List.of(),
                        minute(-145)));
        plane.happen(1, 0, new JobEvent.LogsKept(minute(-144), 1));
    }

    private void recovered() {
        plane.happen(1, 0, new JobEvent.ClusterGone(minute(-115), 1, "terminated"));
        launch(2, -115, -110);
        plane.happen(1, 0, new JobEvent.SetupPassed(minute(-100), 2));
        plane.happen(1, 0, new JobEvent.RunSucceeded(minute(-60), 2, "exit codes [0, 0]"));
        plane.happen(1, 0, new JobEvent.LogsKept(minute(-60), 2));
        plane.happen(1, 0, new JobEvent.ClusterGone(minute(-50), 2, "terminated"));
    }

    private EventsReply json() throws JsonProblem {
        Outcome outcome = shell.run("jobs", "events", "1", "-o", "json");
        assertThat(outcome.code()).isZero();
        return JsonText.read(EventsReply.class, outcome.out().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * P-51: two nodes at 1.20 dollars cost 0.04 dollars a minute, from when all are up to when the
     * provider says that nothing is left: 60 minutes, then 60 more.
     */
    @Test
    void eachEventHasItsStateItsEvidenceAndTheCostByThen() throws JsonProblem {
        preempted();
        recovered();
        EventsReply reply = json();
        assertThat(reply.schema()).isEqualTo(1);
        assertThat(reply.status()).isEqualTo("SUCCEEDED");
        assertThat(reply.complete()).isTrue();
        assertThat(reply.costUsd()).isEqualTo(4.8);
        assertThat(reply.events())
                .map(
                        event ->
                                event.kind()
                                        + ", "
                                        + event.attempt()
                                        + ", "
                                        + event.state()
                                        + ", "
                                        + event.costUsd())
                .containsExactly(
                        "offer_chosen, 1, STARTING, 0.0",
                        "cluster_up, 1, STARTING, 0.0",
                        "run_started, 1, RUNNING, 0.0",
                        "attempt_failed, 1, RECOVERING, 1.2",
                        "logs_kept, 1, RECOVERING, 1.24",
                        "cluster_gone, 1, RECOVERING, 2.4",
                        "offer_chosen, 2, RECOVERING, 2.4",
                        "cluster_up, 2, RECOVERING, 2.4",
                        "run_started, 2, RUNNING, 2.4",
                        "setup_passed, 2, RUNNING, 2.8",
                        "run_succeeded, 2, SUCCEEDED, 4.4",
                        "logs_kept, 2, SUCCEEDED, 4.4",
                        "cluster_gone, 2, SUCCEEDED, 4.8");
        EventView loss = reply.events().get(3);
        assertThat(loss.reasonCode()).isEqualTo("PREEMPTED");
        assertThat(loss.evidence()).isEqualTo("Server.SpotInstanceTermination of i-2");
        assertThat(loss.infra()).isEqualTo("aws/us-east-1/us-east-1a");
    }

    /** What is not yet gone costs on, although its run is over. */
    @Test
    void aMachineCostsUntilNothingIsLeftOfIt() throws JsonProblem {
        preempted();
        // 175 minutes until the server's now.
        assertThat(json().costUsd()).isEqualTo(7.0);
        assertThat(shell.run("jobs", "events", "1").out()).endsWith("Cost so far: $7.00.\n");
    }

    @Test
    void aPipeGetsALineForEachEvent() {
        preempted();
        recovered();
        String out = shell.run("jobs", "events", "1").out();
        assertThat(out.lines())
                .hasSize(16)
                .contains(
                        "Managed job 1 'train': SUCCEEDED",
                        "TIME                 TRY  STATE       EVENT           REASON     PLACE"
                                + "                     COST   WHAT HAPPENED",
                        "2026-03-01 09:35:00  1    RECOVERING  attempt_failed  PREEMPTED "
                                + " aws/us-east-1/us-east-1a  $1.20  The provider took a machine"
                                + " back. The task is started again, not before"
                                + " 2026-03-01 09:35:00. [Server.SpotInstanceTermination of i-2]",
                        "Cost so far: $4.80 (final).");
        assertThat(shell.run("jobs", "events", "1", "--tail", "1").out().lines()).hasSize(4);
    }

    @Test
    void aNarrowScreenHasTheSentenceBeneath() {
        preempted();
        recovered();
        String out = shell.with("COLUMNS", "80").run("jobs", "events", "1").out();
        assertThat(out.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(out)
                .contains(
                        """
                        2026-03-01 09:35:00  1    RECOVERING  attempt_failed  $1.20
                            PREEMPTED: The provider took a machine back. The task is started again, not
                            before 2026-03-01 09:35:00. [Server.SpotInstanceTermination of i-2]
                            (aws/us-east-1/us-east-1a)
                        """);
        assertThat(shell.with("COLUMNS", "200").run("jobs", "events", "1").out())
                .contains("$1.20  The provider took a machine back.");
    }

    private void sixLaunchesFail() {
        for (int number = 2; number < 8; number++) {
            plane.happen(
                    1,
                    0,
                    new JobEvent.OfferChosen(
                            minute(-110),
                            number,
                            ClusterName.ofAttempt("train", 1, 0, number, "abcdef"),
                            SPOT,
                            0,
                            2));
            Reason none =
                    new Reason(
                            ReasonCode.CAPACITY,
                            "AWS has none in us-east-1a.",
                            "InsufficientInstanceCapacity");
            plane.happen(
                    1,
                    0,
                    new JobEvent.LaunchFailed(
                            minute(-109),
                            number,
                            none,
                            List.of(
                                    new Progress.Block(
                                            "aws",
                                            Optional.of("us-east-1"),
                                            Optional.of("us-east-1a"),
                                            Optional.of("4CPU--16GB"),
                                            Optional.of(true),
                                            minute(-104),
                                            none))));
            plane.happen(1, 0, new JobEvent.ClusterGone(minute(-108), number, "none"));
        }
    }

    /** P-09: after a recovery, what was lost and who said so is still told. */
    @Test
    void anExplanationHasTheLastLossTheAttemptsAndWhatWasTried() {
        preempted();
        plane.happen(1, 0, new JobEvent.ClusterGone(minute(-115), 1, "terminated"));
        sixLaunchesFail();
        String out = shell.run("jobs", "explain", "1").out();
        assertThat(out)
                .contains(
                        "  Last loss: attempt 1 on aws/us-east-1/us-east-1a at 2026-03-01 09:35:00:"
                                + " PREEMPTED [Server.SpotInstanceTermination of i-2]",
                        """
                          Tried in this launch, and left aside:
                            PLACE                     RESOURCES         REASON    PROVIDER'S CODE               UNTIL
                            aws/us-east-1/us-east-1a  4CPU--16GB[Spot]  CAPACITY  InsufficientInstanceCapacity  2026-03-01 10:16:00
                        """,
                        "    7    aws/us-east-1/us-east-1a  4CPU--16GB[Spot]  2026-03-01 10:10:00 "
                                + " 2026-03-01 10:11:00  CAPACITY [InsufficientInstanceCapacity]",
                        "    …and 2 earlier; all: sky jobs events 1\n",
                        "  So far: 0 user errors, 1 preemption, 0 infrastructure, 6 capacity; 2"
                                + " restarts on errors left.")
                .doesNotContain("\n    2    aws");
    }

    @Test
    void anUnknownJobIsSaid() {
        Outcome gone = shell.run("jobs", "events", "99");
        assertThat(gone.code()).isEqualTo(102);
        assertThat(gone.err()).isEqualTo("Job 99 not found.\n");
    }
}
