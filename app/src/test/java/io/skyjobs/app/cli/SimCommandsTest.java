package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.testkit.HandCloud;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Game days, as they are asked for and printed. */
class SimCommandsTest {
    @TempDir Path directory;
    private MemoryPlane plane;
    private HandCloud local;
    private HandCloud gcp;
    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory.resolve("logs"));
        // Jobs of the memory plane run on 'local'; here that is a simulated cloud.
        local = new HandCloud("local", "us-east-1/us-east-1a", "west/west-1");
        gcp = new HandCloud("gcp", "west/west-a");
        server = new TestServer(plane, List.of(local, gcp));
        shell =
                new TestShell(directory, server::port)
                        .file("spot.yaml", "name: roberta\nrun: x\n")
                        .file("pipe.yaml", "name: pipe\n---\nrun: x\n---\nrun: y\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theStatusShowsZonesAndClusters() {
        local.has("train-1-0-1-abcdef", "abcdef", Phase.UP);
        assertThat(shell.run("sim", "status"))
                .isEqualTo(
                        new Outcome(
                                0,
                                """
                                LOCAL (sim cloud 'local') from by hand
                                REGION     ZONE        MACHINES  SPOT ROOM
                                us-east-1  us-east-1a  0         no limit
                                west       west-1      0         no limit

                                CLUSTER             STATE  NODES
                                train-1-0-1-abcdef  UP     1

                                GCP (sim cloud 'gcp') from by hand
                                REGION  ZONE    MACHINES  SPOT ROOM
                                west    west-a  0         no limit
                                No clusters.
                                """
                                        .replace("STATE  NODES\n", "STATE  NODES  SAYS\n"),
                                ""));
        assertThat(shell.run("sim", "status", "-o", "json").out())
                .startsWith("{")
                .contains("\"name\": \"gcp\"", "\"zone\": \"west-a\"", "\"phase\": \"UP\"");
    }

    @Test
    void aJobIsPreemptedByIdByNameOrByCluster() {
        launch("spot.yaml");
        plane.run(1, 0, 1, 1);
        local.has("roberta-1-0-1-abcdef", "abcdef", Phase.UP);
        assertThat(shell.run("sim", "preempt", "1", "--notice", "30s"))
                .isEqualTo(
                        new Outcome(
                                0,
                                "local takes, in 30s, cluster roberta-1-0-1-abcdef (job 1) back.\n",
                                ""));
        assertThat(shell.run("sim", "preempt", "roberta", "--node", "0").out())
                .isEqualTo("local takes node 0 of cluster roberta-1-0-1-abcdef (job 1) back.\n");
        assertThat(shell.run("sim", "preempt", "roberta-1-0-1-abcdef", "-o", "json").out())
                .contains("\"cloud\": \"local\"", "\"subject\": \"roberta-1-0-1-abcdef\"");
        assertThat(local.asked())
                .containsExactly(
                        "preempt roberta-1-0-1-abcdef PT30S",
                        "preempt roberta-1-0-1-abcdef node 0 PT0S",
                        "preempt roberta-1-0-1-abcdef PT0S");
    }

    @Test
    void theCurrentTaskOfAPipelineIsMeant() {
        launch("pipe.yaml");
        plane.run(1, 0, 1, 1);
        plane.succeed(1, 0, 1);
        plane.run(1, 1, 1, 1);
        local.has("pipe-1-1-1-abcdef", "abcdef", Phase.UP);
        assertThat(shell.run("sim", "preempt", "1").code()).isZero();
        assertThat(local.asked()).containsExactly("preempt pipe-1-1-1-abcdef PT0S");
    }

    @Test
    void whatCannotBePreemptedIsSaid() {
        assertThat(shell.run("sim", "preempt", "7").err())
                .isEqualTo("JobNotFoundError: There is no job 7.\n");
        launch("spot.yaml");
        assertThat(shell.run("sim", "preempt", "1"))
                .isEqualTo(
                        new Outcome(
                                1,
                                "",
                                "SimulationError: Job 1 has no cluster now (status: PENDING).\n"));
        launch("spot.yaml");
        assertThat(shell.run("sim", "preempt", "roberta").err())
                .isEqualTo(
                        """
                        AmbiguousNameError: Multiple running jobs found with name 'roberta'.
                        Job IDs: [1, 2]
                        """);
        assertThat(shell.run("sim", "preempt", "nobody").err()).contains("sky sim status");
        assertThat(local.asked()).isEmpty();
    }

    @Test
    void placesGoDownAreCutOffAndHealed() {
        assertThat(shell.run("sim", "outage", "us-east-1", "--for", "10m").out())
                .isEqualTo(
                        "Outage: us-east-1 of local is down for 10m (sooner with: sky sim heal)\n");
        assertThat(shell.run("sim", "partition", "gcp/west").out())
                .isEqualTo(
                        "Partition: west of gcp cannot be reached until you run: sky sim heal\n");
        assertThat(shell.run("sim", "partition", "--for", "90").out())
                .startsWith("Partition: all of local, gcp cannot be reached for 1m 30s");
        assertThat(shell.run("sim", "heal").code()).isZero();
        assertThat(local.asked())
                .containsExactly("outage us-east-1 PT10M", "partition all PT1M30S", "heal");
        assertThat(gcp.asked()).containsExactly("partition west", "partition all PT1M30S", "heal");
        assertThat(shell.run("sim", "outage", "west"))
                .isEqualTo(
                        new Outcome(
                                1,
                                "",
                                "SimulationError: 'west' is a place of several simulated clouds; say"
                                        + " which: local/west, gcp/west.\n"));
    }

    @Test
    void lengthsAreReadStrictly() {
        for (String wrong : List.of("soon", "-3s", "10 minutes", "1.5h", "")) {
            Outcome outcome = shell.run("sim", "outage", "west", "--for", wrong);
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err()).contains("Write it as 30s, 2m or 1h");
        }
        assertThat(shell.run("sim", "outage", "west", "--for", "0").code()).isEqualTo(2);
        assertThat(shell.run("sim", "preempt", "x", "--node", "-1").code()).isEqualTo(2);
        assertThat(shell.run("sim", "outage").code()).isEqualTo(2);
        assertThat(shell.run("sim", "preempt").code()).isEqualTo(2);
    }

    @Test
    void withoutASimulatedCloudEveryCommandSaysHowToLoadOne() {
        try (TestServer bare = new TestServer(plane)) {
            TestShell user = new TestShell(directory, bare::port);
            for (List<String> words :
                    List.of(
                            List.of("sim", "status"),
                            List.of("sim", "preempt", "1"),
                            List.of("sim", "outage", "west"),
                            List.of("sim", "partition"),
                            List.of("sim", "heal"))) {
                Outcome outcome = user.run(words.toArray(String[]::new));
                assertThat(outcome.code()).as("%s", words).isEqualTo(2);
                assertThat(outcome.err())
                        .startsWith("NoSimulationError: No simulated cloud is loaded")
                        .contains("sim.scenario", "~/.sky/config.yaml", "docs/sim.md");
            }
        }
    }

    private void launch(String file) {
        assertThat(shell.run("jobs", "launch", "-y", "-d", file).code()).isZero();
    }
}
