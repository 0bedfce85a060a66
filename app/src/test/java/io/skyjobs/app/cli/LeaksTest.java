package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.testkit.HandCloud;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** What is left over, as it is shown and ended (P-06). */
class LeaksTest {
    @TempDir Path directory;
    private MemoryPlane plane;
    private HandCloud cloud;
    private TestServer server;
    private TestShell shell;

    @BeforeEach
    void start() {
        plane = new MemoryPlane(directory.resolve("logs"));
        cloud = new HandCloud("aws", "us-east-1/a");
        server = new TestServer(plane, List.of(cloud));
        shell = new TestShell(directory, server::port).file("spot.yaml", "name: job\nrun: x\n");
        shell.run("jobs", "launch", "-y", "-d", "spot.yaml");
        plane.run(1, 0, 1, 1);
        cloud.has("job-1-0-1-abcdef", "abcdef", Phase.UP).has("his-9-0-1-xyz", "xyz", Phase.UP);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void withAJobBehindEverythingAllIsClean() {
        Outcome outcome = shell.run("leaks");
        assertThat(outcome)
                .isEqualTo(
                        new Outcome(
                                0,
                                """
                                Matched: a job stands behind these.
                                CLUSTER           INFRA  STATE  ATTEMPT  STATUS   AGE        $/h
                                job-1-0-1-abcdef  aws    UP     1-0-1    RUNNING  2 hrs ago  0.000

                                Foreign: other installations of Skyjobs have these; they are left alone.
                                CLUSTER        INFRA  STATE  INSTALLATION
                                his-9-0-1-xyz  aws    UP     xyz

                                No leaks: everything of installation abcdef has a job behind it.
                                """,
                                ""));
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(shell.run("leaks", "--terminate", "-y").code()).isZero();
        assertThat(cloud.asked()).isEmpty();
    }

    /** The cluster of an attempt that ended is left over, and what it was for is still told. */
    @Test
    void whatIsLeftOverIsShownWithExitCodeOne() {
        plane.succeed(1, 0, 1);
        cloud.has("lost-7-0-1-abcdef", "abcdef", Phase.CREATING);
        Outcome outcome = shell.run("leaks");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains(
                        """
                        Unmatched: no job stands behind these. To end them: sky leaks --terminate
                        CLUSTER            INFRA  STATE     ATTEMPT  STATUS     AGE        $/h
                        job-1-0-1-abcdef   aws    UP        1-0-1    SUCCEEDED  2 hrs ago  0.000
                        lost-7-0-1-abcdef  aws    CREATING  -        -          -          -
                        """)
                .endsWith("Not clean: 2 clusters unmatched.\n");
        Outcome json = shell.run("leaks", "-o", "json");
        assertThat(json.code()).isEqualTo(1);
        assertThat(json.out())
                .contains("\"clean\": false", "\"standing\": \"UNMATCHED\"", "\"job_id\": 1");
        assertThat(shell.run("leaks", "-o", "quiet")).isEqualTo(new Outcome(1, "", ""));
    }

    @Test
    void onlyWhatIsLeftOverIsEndedAndOnlyWhenThatIsWanted() {
        cloud.has("lost-7-0-1-abcdef", "abcdef", Phase.UP);
        Outcome nobody = shell.run("leaks", "--terminate");
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err()).contains("use --yes");
        assertThat(shell.typing("n\n").run("leaks", "--terminate").code()).isEqualTo(1);
        Outcome json = shell.typing("").run("leaks", "--terminate", "-o", "json");
        assertThat(json.code()).isEqualTo(1);
        assertThat(json.out()).isEmpty();
        assertThat(cloud.asked()).isEmpty();
        Outcome outcome = shell.run("leaks", "--terminate", "-y");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).endsWith("The providers say that they are gone.\n");
        assertThat(cloud.asked()).containsExactly("terminate lost-7-0-1-abcdef");
        assertThat(shell.run("leaks").out()).contains("job-1-0-1-abcdef", "his-9-0-1-xyz");
    }

    /** P-03: what the provider still lists is not called gone; the wait has an end. */
    @Test
    void whatDoesNotGoIsSaid() {
        cloud.has("lost-7-0-1-abcdef", "abcdef", Phase.UP);
        cloud.keepsAll();
        Outcome outcome = shell.run("leaks", "--terminate", "-y", "-o", "json");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).startsWith("{").contains("lost-7-0-1-abcdef").endsWith("}\n");
        assertThat(outcome.err()).contains("Not all of them are gone yet");
    }

    /** Not known is not clean. */
    @Test
    void aProviderThatCannotBeAskedIsNotClean() {
        cloud.silent("The credentials have expired.");
        Outcome outcome = shell.run("leaks");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("Not known: AWS could not be asked: The credentials have expired.")
                .endsWith("Not clean: 1 provider could not be asked.\n");
    }

    /** Buckets stand beside clusters, with since when they should be gone and why they are not. */
    @Test
    void bucketsThatAreLeftAreShownOnEightyColumns() {
        plane.buckets()
                .has("used-by-one", 1, false)
                .has("skypilot-filemounts-me-a1b2c3d4", 12, false)
                .has("kept", 12, true)
                .has("going", 13, true, new BucketState.Removing(MemoryPlane.NOW));
        Outcome outcome = shell.with("COLUMNS", "80").run("leaks");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains(
                        """
                        Matched storages: a job uses these, or removes them.
                        ADDRESS           STATE  JOB
                        s3://used-by-one  USED   1

                        Unmatched storages: these should be gone. To end them: sky leaks --terminate
                        ADDRESS                               STATE     JOB  SINCE
                        s3://going                            REMOVING  13   2 hrs ago
                            It is being removed.
                        s3://skypilot-filemounts-me-a1b2c3d4  LEFT      12   2 hrs ago
                            Its job is over.
                        """)
                .doesNotContain("kept")
                .endsWith("Not clean: 2 storages unmatched.\n");
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(shell.run("leaks", "-o", "json").out())
                .contains("\"address\": \"s3://going\"", "\"reason\": \"It is being removed.\"");
    }

    @Test
    void onlyBucketsThatAreLeftAreRemoved() {
        plane.buckets().has("used-by-one", 1, false).has("left", 12, false).has("kept", 12, true);
        Outcome outcome = shell.run("leaks", "--terminate", "-y");
        assertThat(outcome.code()).isZero();
        assertThat(plane.buckets().store().keys("left")).isEmpty();
        assertThat(plane.buckets().store().keys("used-by-one")).isPresent();
        assertThat(plane.buckets().store().keys("kept")).isPresent();
    }

    @Test
    void aBucketThatDoesNotGoIsSaid() {
        plane.buckets().has("left", 12, false).isStuck();
        Outcome outcome = shell.run("leaks", "--terminate", "-y");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("s3://left: The credentials have expired.")
                .contains("Not all of them are gone yet");
    }
}
