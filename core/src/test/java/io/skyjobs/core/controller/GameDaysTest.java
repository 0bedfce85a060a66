package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.GameDays.Answer;
import io.skyjobs.core.controller.GameDays.Why;
import io.skyjobs.spi.ClusterView.Phase;
import io.skyjobs.testkit.HandCloud;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Which simulated cloud is meant, and that harm is done to that one only. */
class GameDaysTest {
    private final HandCloud aws =
            new HandCloud("aws", "us-east-1/us-east-1a", "us-east-1/us-east-1b", "west/west-1")
                    .has("train-1-0-1-abc", "abc", Phase.UP)
                    .has("old-1-0-1-abc", "abc", Phase.GONE);

    private final HandCloud gcp = new HandCloud("gcp", "us-central1/c1-a", "west/west-a");
    private final GameDays days = new GameDays(List.of(aws, gcp));

    @Test
    void withoutSimulatedCloudsItSaysHowToLoadOne() {
        GameDays none = new GameDays(List.of());
        for (Answer answer :
                List.of(
                        none.preempt("x", OptionalInt.empty(), Duration.ZERO),
                        none.outage("x", Optional.empty()),
                        none.partition(Optional.of("x"), Optional.empty()),
                        none.partition(Optional.empty(), Optional.empty()),
                        none.heal())) {
            assertThat(answer)
                    .isEqualTo(new Answer.Refused(Why.NO_SIMULATION, GameDays.NO_SIMULATION));
        }
        assertThat(GameDays.NO_SIMULATION).contains("sim.scenario", "docs/sim.md");
        assertThat(none.worlds()).isEmpty();
    }

    @Test
    void itFindsTheCloudThatHasTheCluster() {
        assertThat(days.preempt("train-1-0-1-abc", OptionalInt.of(0), Duration.ofSeconds(30)))
                .isEqualTo(new Answer.Done("aws", "train-1-0-1-abc"));
        assertThat(aws.asked()).containsExactly("preempt train-1-0-1-abc node 0 PT30S");
        assertThat(gcp.asked()).isEmpty();
    }

    @Test
    void aClusterThatDoesNotExistIsRefusedWithThoseThatDo() {
        assertThat(days.preempt("old-1-0-1-abc", OptionalInt.empty(), Duration.ZERO))
                .isEqualTo(
                        new Answer.Refused(
                                Why.NOT_STEERED,
                                "No simulated cloud has a cluster 'old-1-0-1-abc'. There is"
                                        + " train-1-0-1-abc."));
        assertThat(aws.asked()).isEmpty();
    }

    @Test
    void aPlaceIsARegionOrAZoneWithOrWithoutItsCloud() {
        Optional<Duration> length = Optional.of(Duration.ofMinutes(10));
        assertThat(days.outage("us-east-1", length)).isEqualTo(new Answer.Done("aws", "us-east-1"));
        assertThat(days.outage("c1-a", Optional.empty())).isEqualTo(new Answer.Done("gcp", "c1-a"));
        assertThat(days.outage("GCP/west", length)).isEqualTo(new Answer.Done("gcp", "west"));
        assertThat(days.partition(Optional.of("aws/us-east-1/us-east-1b"), length))
                .isEqualTo(new Answer.Done("aws", "us-east-1b"));
        assertThat(aws.asked())
                .containsExactly("outage us-east-1 PT10M", "partition us-east-1b PT10M");
        assertThat(gcp.asked()).containsExactly("outage c1-a", "outage west PT10M");
    }

    @Test
    void aPlaceOfTwoCloudsIsAskedFor() {
        assertThat(days.outage("west", Optional.empty()))
                .isEqualTo(
                        new Answer.Refused(
                                Why.NOT_STEERED,
                                "'west' is a place of several simulated clouds; say which: aws/west,"
                                        + " gcp/west."));
        assertThat(aws.asked()).isEmpty();
        assertThat(gcp.asked()).isEmpty();
    }

    @Test
    void aPlaceThatDoesNotExistIsRefusedWithThoseThatDo() {
        for (String place :
                List.of("mars", "aws/us-central1", "aws/west/us-east-1a", "azure/west")) {
            assertThat(days.outage(place, Optional.empty()))
                    .isEqualTo(
                            new Answer.Refused(
                                    Why.NOT_STEERED,
                                    "No simulated cloud has a region or zone '"
                                            + place
                                            + "'. Regions: aws/us-east-1, aws/west, gcp/us-central1,"
                                            + " gcp/west."));
        }
    }

    @Test
    void aCloudAloneMeansAllItsRegions() {
        assertThat(days.outage("aws", Optional.empty()))
                .isEqualTo(new Answer.Done("aws", "all regions"));
        assertThat(aws.asked()).containsExactly("outage us-east-1", "outage west");
        assertThat(gcp.asked()).isEmpty();
    }

    @Test
    void withoutAPlaceAllCloudsAreCutOffAndHealed() {
        assertThat(days.partition(Optional.empty(), Optional.of(Duration.ofSeconds(60))))
                .isEqualTo(new Answer.Done("aws, gcp", ""));
        assertThat(days.heal()).isEqualTo(new Answer.Done("aws, gcp", ""));
        assertThat(aws.asked()).containsExactly("partition all PT1M", "heal");
        assertThat(gcp.asked()).containsExactly("partition all PT1M", "heal");
    }

    /** What one cloud refuses is said, and done to the others all the same. */
    @Test
    void aCloudThatCannotIsNamed() {
        aws.silent("The scenario file is gone.");
        assertThat(days.heal())
                .isEqualTo(new Answer.Refused(Why.NOT_STEERED, "AWS: The scenario file is gone."));
        assertThat(gcp.asked()).containsExactly("heal");
        assertThat(days.worlds().getFirst().trouble()).isEqualTo("The scenario file is gone.");
        assertThat(days.outage("us-east-1", Optional.empty()))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused ->
                                assertThat(refused.sentence())
                                        .endsWith("Not known of AWS: The scenario file is gone."));
    }
}
