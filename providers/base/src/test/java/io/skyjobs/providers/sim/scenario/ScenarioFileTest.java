package io.skyjobs.providers.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What scenario files may say, and how they are refused. */
class ScenarioFileTest {
    private static final Path EXAMPLES = Path.of("../../examples/sim");

    private static final String GOOD =
            """
            seed: 3
            nodes: virtual
            clouds:
              aws:
                provision: 10s..40s
                terminate: 5s
                half_made: 0.5
                instances:
                  p3.2xlarge: {vcpus: 8, memory: 61, accelerators: V100:1, price: 3.06}
                regions:
                  us-east-1:
                    quota: {instances: 4}
                    zones:
                      us-east-1a: {capacity: 3, preemption: {mean: 1h30m, notice: 30s}}
                      us-east-1b: {provision: 1s}
            """;

    @TempDir Path folder;

    private Scenario read(String text) throws IOException {
        var file = folder.resolve("game.yaml");
        Files.writeString(file, text);
        return ScenarioFile.read(file);
    }

    @Test
    void aZoneTakesFromItsCloudWhatItDoesNotSayItself() throws Exception {
        var scenario = read(GOOD);

        assertThat(scenario.seed()).isEqualTo(3);
        assertThat(scenario.virtual()).isTrue();
        var cloud = scenario.clouds().getFirst();
        assertThat(cloud.title()).isEqualTo("AWS (simulated)");
        assertThat(cloud.types().getFirst().price()).isEqualTo(UsdPerHour.of("3.06"));
        assertThat(cloud.types().getFirst().spotPrice()).isEmpty();
        var first = cloud.zones().get(0);
        assertThat(first.provision())
                .isEqualTo(new Span(Duration.ofSeconds(10), Duration.ofSeconds(40)));
        assertThat(first.supply().spot()).contains(Steps.always(3));
        assertThat(first.preemption().mean()).contains(Duration.ofMinutes(90));
        assertThat(first.preemption().notice()).isEqualTo(Duration.ofSeconds(30));
        var second = cloud.zones().get(1);
        assertThat(second.provision().most()).isEqualTo(Duration.ofSeconds(1));
        assertThat(second.terminate().least()).isEqualTo(Duration.ofSeconds(5));
        assertThat(second.supply().spot()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    nodes: virtual | nodes: imagined | game.yaml:2: 'nodes' must be real or virtual, got 'imagined'.
                    half_made: 0.5 | half_made: 5 | game.yaml:7: 'clouds.aws.half_made' must be a chance from 0 to 1, got '5'.
                    terminate: 5s | terminate: soon | game.yaml:6: 'clouds.aws.terminate' must be a duration such as 500ms, 30s or 1h30m, got 'soon'.
                    10s..40s | 40s..10s | game.yaml:5: 'clouds.aws.provision' must be a duration such as 30s or a range such as 10s..40s, got '40s..10s'.
                    capacity: 3 | capacity: -3 | game.yaml:14: 'clouds.aws.regions.us-east-1.zones.us-east-1a.capacity' must be a whole number of at least 0, got '-3'.
                    V100:1 | V100:none | game.yaml:9: 'clouds.aws.instances.p3.2xlarge.accelerators' must be an accelerator and a number, such as V100:4, got 'V100:none'.
                    price: 3.06 | price: much | game.yaml:9: 'clouds.aws.instances.p3.2xlarge.price' must be US dollars per hour, such as 0.918, got 'much'.
                    quota: {instances: 4} | quota: {} | game.yaml:12: 'clouds.aws.regions.us-east-1.quota' must be a mapping with 'instances', 'vcpus' or both.
                    us-east-1b: {provision: 1s} | us-east-1a: {provision: 1s} | game.yaml:15: 'clouds.aws.regions.us-east-1.zones.us-east-1a' is there twice: keep one of them.
                    """)
    void aMistakeIsOneSentenceWithItsPlace(String good, String bad, String sentence)
            throws Exception {
        assertThat(GOOD).contains(good);
        assertThatThrownBy(() -> read(GOOD.replace(good, bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void anUnknownKeyIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> read("seeds: 1\n" + GOOD))
                .hasMessage("game.yaml:1: 'seeds' is not a setting: use seed, nodes, clouds.");
    }

    @Test
    void aMissingFileIsASentence() {
        assertThatThrownBy(() -> ScenarioFile.read(folder.resolve("none.yaml")))
                .hasMessageStartingWith("There is no scenario file")
                .hasMessageEndingWith("none.yaml: check 'sim.scenario'.");
    }

    @Test
    void aTraceSaysWhatATypeHasAndCosts() throws Exception {
        Files.writeString(
                folder.resolve("trace.csv"),
                """
                zone,instance_type,offset_s,duration_s,available,spot_usd_h
                us-east-1a,p3.2xlarge,60,60,4,0.9
                us-east-1a,p3.2xlarge,120,60,2,1.1
                """);
        var zones =
                read(GOOD.replace("half_made: 0.5", "trace: trace.csv"))
                        .clouds()
                        .getFirst()
                        .zones();

        assertThat(zones.get(0).supply().traces()).containsOnlyKeys("p3.2xlarge");
        var trace = zones.get(0).supply().traces().values().iterator().next();
        assertThat(
                        List.of(0, 60, 119, 120, 180).stream()
                                .map(second -> trace.available().at(Duration.ofSeconds(second))))
                .containsExactly(0L, 4L, 4L, 2L, 0L);
        assertThat(trace.price().at(Duration.ofSeconds(130))).isEqualTo(1_100_000);
        assertThat(zones.get(1).supply().traces()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    us-east-1a,p9,0,60,4,0.9 | trace.csv:2: 'p9' is no instance type of this cloud
                    us-east-1a,p3.2xlarge,0,60,4 | trace.csv:2: a row has 6 cells, this one has 5
                    us-east-1a,p3.2xlarge,x,60,4,1 | trace.csv:2: offset_s must be a number of seconds, got 'x'
                    us-east-1a,p3.2xlarge,0,60,-4,1 | trace.csv:2: available must be a whole number, got '-4'
                    us-east-1a,p3.2xlarge,0,60,4,x | trace.csv:2: spot_usd_h must be US dollars, got 'x'
                    """)
    void aWrongTraceIsOneSentence(String row, String sentence) throws Exception {
        Files.writeString(
                folder.resolve("trace.csv"),
                "zone,instance_type,offset_s,duration_s,available,spot_usd_h\n" + row + "\n");

        assertThatThrownBy(() -> read(GOOD.replace("half_made: 0.5", "trace: trace.csv")))
                .hasMessage(sentence + " (named by 'clouds.aws.trace').");
    }

    @Test
    void theExamplesCanBeRead() {
        var two = ScenarioFile.read(EXAMPLES.resolve("two-clouds.yaml"));
        assertThat(two.clouds()).extracting(CloudPlan::name).containsExactly("aws", "gcp");
        assertThat(two.virtual()).isFalse();

        var storm = ScenarioFile.read(EXAMPLES.resolve("storm.yaml"));
        assertThat(storm.virtual()).isTrue();
        assertThat(storm.clouds().get(1).zones())
                .allSatisfy(zone -> assertThat(zone.supply().traces()).hasSize(2));
    }
}
