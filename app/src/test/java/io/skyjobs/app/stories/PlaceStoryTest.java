package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** What is to be had, and where: items 3, 4 and 5 of section 10.5, and limits of time. */
class PlaceStoryTest {
    private static final String SPOT =
            """
            name: spot
            resources: {use_spot: true}
            run: |
              echo "attempt=$SKYPILOT_ATTEMPT"
              until [ -e $HERE/gate ]; do sleep 0.05; done
            """;

    @TempDir Path directory;

    /** 10.5 item 3; P-20: it waits, keeps no other job from launching, and is cancelled at once. */
    @Test
    void noCapacityAnywhere() {
        try (World world =
                World.given(Clouds.one("capacity: 0").configured("max_launching: 1"), directory)) {
            Job waiting = world.launch(SPOT).untilEvent("postponed").untilExplained("CAPACITY");
            assertThat(waiting.now().status()).isEqualTo("PENDING");
            world.launch("name: other\nresources: {infra: aws}\nrun: echo done\n")
                    .endsAs("SUCCEEDED");
            assertThat(waiting.now().isTerminal()).isFalse();
            waiting.cancel().endsAs("CANCELLED");
            assertThat(waiting.now().recoveryCount()).isZero();
            world.thenNothingIsLeft();
        }
    }

    /** 10.5 item 4. */
    @Test
    void onDemandWhereThereIsNoSpot() {
        try (World world = World.given(Clouds.one("capacity: 0"), directory)) {
            world.file(
                    "any.yaml",
                    """
                    name: any
                    resources:
                      infra: aws
                      any_of:
                        - {use_spot: true}
                        - {use_spot: false}
                    run: echo done
                    """);
            assertThat(world.sky("jobs", "launch", "--dryrun", "any.yaml").out()).contains("[Spot");
            Job job =
                    world.launch(
                                    """
                                    name: any
                                    resources:
                                      infra: aws
                                      any_of:
                                        - {use_spot: true}
                                        - {use_spot: false}
                                    run: echo done
                                    """)
                            .endsAs("SUCCEEDED");
            assertThat(world.says("jobs", "queue", "-v")).contains("[Spot|On-demand]");
            assertThat(job.attempts()).last().extracting(a -> a.pricePerHour()).isEqualTo(0.10);
        }
    }

    /** 10.5 item 5; P-21: what only a person can mend is said at once. */
    @Test
    void credentialsThatAreRefused() {
        try (World world = World.given(Clouds.one("auth_failure: true"), directory)) {
            Job job = world.launch(SPOT).until("FAILED_PRECHECKS").thenExplained("AUTH");
            world.serverEnds().clouds(Clouds.one()).serverComesBack();
            job.untilCleaned();
            world.thenNothingIsLeft();
        }
    }

    /** 10.5 item 5, P-21: the same while it recovers. */
    @Test
    void credentialsThatExpireDuringARecovery() {
        try (World world = World.given(Clouds.one().slow("1500ms"), directory)) {
            Job job =
                    world.launch(SPOT)
                            .until("RUNNING")
                            .untilLogShows("attempt=1")
                            .preempt()
                            .until("RECOVERING");
            world.serverEnds().clouds(Clouds.one("auth_failure: true")).serverComesBack();
            job.until("FAILED_PRECHECKS").thenExplained("AUTH").thenLogShows("attempt=1");
            world.serverEnds().clouds(Clouds.one()).serverComesBack();
            job.untilCleaned();
            world.thenNothingIsLeft();
        }
    }

    /** Issue 4, item 4: a job that ran for as long as it may. */
    @Test
    void theLongestRun() {
        try (World world = World.given(Clouds.one(), directory)) {
            world.launch("max_duration: 1s\n" + SPOT)
                    .endsAs("FAILED")
                    .thenExplained("MAX_DURATION")
                    .thenLogShows("attempt=1");
            world.thenNothingIsLeft();
        }
    }

    /** Issue 4, item 4: a job that waited for as long as it may. */
    @Test
    void theLongestWait() {
        try (World world = World.given(Clouds.one("capacity: 0"), directory)) {
            Job job = world.launch("max_wait: 1s\n" + SPOT);
            job.endsAs("FAILED").thenExplained("MAX_WAIT");
        }
    }
}
