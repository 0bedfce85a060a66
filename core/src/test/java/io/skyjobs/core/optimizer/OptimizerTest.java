package io.skyjobs.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.Offer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Plans over the catalog; expected places and prices were looked up in its files by hand. */
class OptimizerTest {
    private static final Optimizer OPTIMIZER = new Optimizer();
    private static final Market ALL = Market.clouds("aws", "azure", "gcp");

    @Test
    void theSeedsExampleIsTheDefaultOfAws() {
        Plan plan = Market.clouds("aws").plan(1, Wishes.ANY);

        assertThat(chosen(plan)).isEqualTo("aws/us-east-1 m6i.2xlarge");
        assertThat(total(plan)).isEqualTo("0.384");
    }

    @ParameterizedTest
    @CsvSource({
        "aws,aws/us-east-1 m6i.2xlarge",
        "azure,azure/eastus Standard_D8s_v5",
        "gcp,gcp/us-central1/us-central1-a n2-standard-8"
    })
    void withoutSizesEachCloudGivesItsUsualMachine(String cloud, String expected) {
        assertThat(chosen(Market.clouds(cloud).plan(1, Wishes.ANY))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // cpus, memory, infra, place and type, dollars
        "4+,,aws,aws/us-east-1 m6i.xlarge,0.192",
        "4,,gcp,gcp/us-central1/us-central1-a e2-standard-4,0.13402",
        "4,8,aws,aws/us-east-1 c6i.xlarge,0.17",
        "2,4,aws,aws/us-east-1 c6i.large,0.085",
        "8,64,azure,azure/eastus Standard_E8s_v5,0.504",
        ",512+,aws,aws/us-east-1 r6i.16xlarge,4.032",
        "100+,,aws,aws/us-east-1 m6i.32xlarge,6.144",
        "8+,,aws/eu-west-1,aws/eu-west-1 m6i.2xlarge,0.428",
        "8,32,gcp/us-west1/us-west1-b,gcp/us-west1/us-west1-b e2-standard-8,0.26805"
    })
    void sizesAreMetAsCheaplyAsPossible(
            String cpus, String memory, String infra, String expected, String dollars) {
        Wishes wishes = Wishes.ANY.in(infra);
        wishes = cpus == null ? wishes : wishes.cpus(cpus);
        wishes = memory == null ? wishes : wishes.memory(memory);

        Plan plan = ALL.plan(1, wishes);

        assertThat(chosen(plan)).isEqualTo(expected);
        assertThat(total(plan)).isEqualTo(dollars);
    }

    @ParameterizedTest
    @CsvSource({
        "T4,1,aws/us-east-1 g4dn.xlarge,0.526",
        "t4,1,aws/us-east-1 g4dn.xlarge,0.526",
        "A100,8,gcp/europe-west4/europe-west4-a a2-highgpu-8g,19.4217",
        "A100-80GB,1,gcp/us-central1/us-central1-a a2-ultragpu-1g,2.94582",
        "V100,2,gcp/us-central1/us-central1-a n1-standard-8,5.34",
        "H100,8,gcp/us-central1/us-central1-a a3-highgpu-8g,43.06615",
        "Trainium,16,aws/us-east-1 trn1.32xlarge,21.5"
    })
    void acceleratorsAreExactInNameAndCount(
            String name, double count, String expected, String dollars) {
        Plan plan = ALL.plan(1, Wishes.ANY.gpus(name, count));

        assertThat(chosen(plan)).isEqualTo(expected);
        assertThat(total(plan)).isEqualTo(dollars);
        assertThat(plan.ranked())
                .allSatisfy(
                        candidate ->
                                assertThat(candidate.offer().shape().accelerator())
                                        .hasValueSatisfying(
                                                has -> {
                                                    assertThat(has.name())
                                                            .isEqualToIgnoringCase(name);
                                                    assertThat(has.count()).isEqualTo(count);
                                                }));
    }

    @ParameterizedTest
    @CsvSource({
        "80+,'',1,gcp/us-central1/us-central1-a a2-ultragpu-1g",
        "80+,nvidia,2,azure/eastus Standard_NC48ads_A100_v4",
        "24+,'',1,gcp/us-central1/us-central1-a g2-standard-4",
        "16,NVIDIA,1,aws/us-east-1 g4dn.xlarge",
        "141+,'',8,aws/us-east-1 p5en.48xlarge"
    })
    void acceleratorsCanBeAskedForByMemory(
            String memory, String maker, double count, String expected) {
        assertThat(chosen(ALL.plan(1, Wishes.ANY.gpuMemory(memory, maker, count))))
                .isEqualTo(expected);
    }

    @Test
    void noMakerButTheOneAskedForWillDo() {
        Plan plan = ALL.plan(1, Wishes.ANY.gpuMemory("1+", "amd", 1));

        assertThat(plan.ranked()).isEmpty();
    }

    @Test
    void spotIsChosenByItsOwnPriceAndZone() {
        Plan plan = Market.clouds("aws").plan(1, Wishes.ANY.gpus("V100", 1).spot());

        assertThat(chosen(plan)).isEqualTo("aws/eu-central-1/euc1-az2 p3.2xlarge[Spot]");
        assertThat(total(plan)).isEqualTo("0.40875");
        assertThat(plan.ranked()).allMatch(candidate -> candidate.offer().spot());
    }

    @Test
    void anyOfTakesTheCheapestOfAllOptions() {
        Wishes onDemand = Wishes.ANY.gpus("A100", 8).in("aws");

        Plan plan = OPTIMIZER.plan(ALL.anyOf(onDemand, onDemand.spot()));

        assertThat(chosen(plan)).isEqualTo("aws/us-east-2/use2-az1 p4d.24xlarge[Spot]");
        assertThat(total(plan)).isEqualTo("7.66585");
        assertThat(plan.chosen().orElseThrow().option()).isEqualTo(1);
        assertThat(plan.chosen().orElseThrow().resources()).isEqualTo(onDemand.spot().resources());
    }

    @Test
    void orderedTakesTheFirstOptionAtAnyPrice() {
        Wishes onDemand = Wishes.ANY.gpus("A100", 8).in("aws");

        Plan plan = OPTIMIZER.plan(ALL.ordered(onDemand, onDemand.spot()));

        // us-east-1 costs 21.957642, two millionths more.
        assertThat(chosen(plan)).isEqualTo("aws/us-east-2 p4d.24xlarge");
        assertThat(plan.ranked().getLast().option()).isEqualTo(1);
        assertThat(plan.ranked().stream().map(Candidate::option).toList()).isSorted();
    }

    @Test
    void orderedGoesOnWhenTheFirstOptionIsNowhere() {
        Plan plan =
                OPTIMIZER.plan(ALL.ordered(Wishes.ANY.gpus("H200", 1), Wishes.ANY.gpus("H200", 8)));

        assertThat(chosen(plan)).isEqualTo("aws/us-east-1 p5en.48xlarge");
        assertThat(plan.chosen().orElseThrow().option()).isEqualTo(1);
    }

    @Test
    void aPlaceForTwoOptionsIsRankedOnceForTheFirst() {
        Plan plan =
                OPTIMIZER.plan(ALL.anyOf(Wishes.ANY.cpus("8+"), Wishes.ANY.cpus("8").memory("32")));

        assertThat(plan.ranked().stream().map(Candidate::offer)).doesNotHaveDuplicates();
        assertThat(plan.chosen().orElseThrow().option()).isZero();
    }

    @Test
    void severalInstanceTypesOfACloudAreRanked() {
        Plan plan = Market.clouds("aws").plan(1, Wishes.ANY.cpus("8").memory("32+"));

        assertThat(plan.ranked().stream().map(it -> it.offer().shape().instanceType()).distinct())
                .containsExactly("m6i.2xlarge", "m7i.2xlarge", "r6i.2xlarge");
    }

    @Test
    void maxHourlyCostIsAboutOneNode() {
        Wishes wishes = Wishes.ANY.in("aws").cpus("8+").memory("32+");

        assertThat(total(ALL.plan(4, wishes.atMost("0.384")))).isEqualTo("1.536");
        Plan none = ALL.plan(1, wishes.atMost("0.383"));
        assertThat(none.chosen()).isEmpty();
        assertThat(none.rejected())
                .filteredOn(it -> it.code() == RejectionCode.PRICE)
                .singleElement()
                .extracting(Rejection::sentence)
                .isEqualTo(
                        "m6i.2xlarge in AWS (us-east-1) costs $0.384 per hour, more than"
                                + " max_hourly_cost 0.383.");
    }

    @Test
    void aPinnedTypeComesWithoutAcceleratorsWhereItCan() {
        Plan plain = ALL.plan(1, Wishes.ANY.type("n1-standard-8"));
        Plan machine = ALL.plan(1, Wishes.ANY.type("p3.2xlarge"));
        Plan attached = ALL.plan(1, Wishes.ANY.type("n1-standard-8").gpus("T4", 1));

        assertThat(total(plain)).isEqualTo("0.38");
        assertThat(plain.ranked())
                .allMatch(candidate -> candidate.offer().shape().accelerator().isEmpty());
        assertThat(chosen(machine)).isEqualTo("aws/us-east-1 p3.2xlarge");
        assertThat(total(attached)).isEqualTo("0.73");
    }

    @Test
    void aBurstableTypeIsTakenOnlyWhenNamed() {
        Wishes small = Wishes.ANY.in("aws").cpus("2").memory("4");

        assertThat(chosen(ALL.plan(1, small))).isEqualTo("aws/us-east-1 c6i.large");
        assertThat(chosen(ALL.plan(1, small.type("t3.medium"))))
                .isEqualTo("aws/us-east-1 t3.medium");
    }

    @Test
    void aZoneBindsAnOfferThatLeavesItOpen() {
        Plan plan = ALL.plan(1, Wishes.ANY.in("*/*/use1-az2"));
        Offer offer = plan.chosen().orElseThrow().offer();

        assertThat(offer.toString()).isEqualTo("aws/us-east-1/use1-az2 m6i.2xlarge");
        assertThat(offer.zones()).containsExactly("use1-az2");
    }

    @Test
    void aZoneNameOfAnAwsAccountIsBelieved() {
        Wishes wishes = Wishes.ANY.in("*/*/us-east-1c");

        assertThat(chosen(ALL.plan(1, wishes))).isEqualTo("aws/us-east-1/us-east-1c m6i.2xlarge");
        assertThat(ALL.plan(1, wishes.spot()).ranked())
                .extracting(candidate -> candidate.offer().toString())
                .containsExactly(
                        "aws/us-east-1/us-east-1c m7i.2xlarge[Spot]",
                        "aws/us-east-1/us-east-1c m6i.2xlarge[Spot]");
    }

    @Test
    void placesThatAreNotEnabledAreShownButNeverChosen() {
        PlanRequest request = Market.clouds("gcp").ask(1, Wishes.ANY.cpus("8").memory("32"));

        Plan shown = OPTIMIZER.plan(request.showingDisabled());
        Plan hidden = OPTIMIZER.plan(request);

        assertThat(shown.ranked())
                .anyMatch(candidate -> candidate.offer().provider().equals("aws"));
        assertThat(shown.chosen()).isEqualTo(hidden.chosen());
        assertThat(shown.chosen().orElseThrow().offer().provider()).isEqualTo("gcp");
        assertThat(shown.usable()).isEqualTo(hidden.ranked());
        assertThat(hidden.rejected())
                .anyMatch(
                        it ->
                                it.code() == RejectionCode.NOT_ENABLED
                                        && it.sentence().equals("AWS is not enabled."));
    }

    @Test
    void aBlockedPlaceIsLeftOutUntilItsTime() {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        Instant until = Instant.parse("2026-11-25T12:05:00Z");
        Blocklist blocked =
                Blocklist.NONE.with(
                        new Blocklist.Entry(
                                "aws",
                                Optional.of("us-east-1"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                until,
                                "no capacity"));
        PlanRequest request = Market.clouds("aws").ask(1, Wishes.ANY);

        Plan before = OPTIMIZER.plan(request.avoiding(blocked, now));
        Plan after = OPTIMIZER.plan(request.avoiding(blocked, until));

        assertThat(chosen(before)).isEqualTo("aws/us-east-2 m6i.2xlarge");
        assertThat(before.freeAt()).contains(until);
        assertThat(sentence(before, RejectionCode.BLOCKED))
                .isEqualTo(
                        "m6i.2xlarge in AWS (us-east-1) is not tried until 2026-11-25T12:05:00Z:"
                                + " no capacity");
        assertThat(chosen(after)).isEqualTo("aws/us-east-1 m6i.2xlarge");
        assertThat(after.freeAt()).isEmpty();
    }

    @Test
    void blockedZonesAreTakenOutOfAnOfferThatLeavesTheZoneOpen() {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        Blocklist blocked = Blocklist.NONE;
        for (String zone : List.of("use1-az1", "use1-az2")) {
            blocked =
                    blocked.with(
                            new Blocklist.Entry(
                                    "aws",
                                    Optional.of("us-east-1"),
                                    Optional.of(zone),
                                    Optional.empty(),
                                    Optional.empty(),
                                    now.plusSeconds(60),
                                    "no capacity"));
        }

        Plan plan = OPTIMIZER.plan(Market.clouds("aws").ask(1, Wishes.ANY).avoiding(blocked, now));

        assertThat(plan.chosen().orElseThrow().offer().zones())
                .containsExactly("use1-az4", "use1-az5", "use1-az6");
    }

    @Test
    void whyAnotherPlaceIsNotChosenIsSaid() {
        PlanRequest request = Market.clouds("aws").ask(1, Wishes.ANY).showingDisabled();
        Plan plan = OPTIMIZER.plan(request);

        assertThat(plan.whyNotChosen(plan.chosen().orElseThrow())).isEmpty();
        assertThat(plan.ranked().stream().skip(1))
                .allSatisfy(candidate -> assertThat(plan.whyNotChosen(candidate)).isPresent());
        assertThat(reason(plan, "aws/us-east-2 m6i.2xlarge"))
                .isEqualTo(
                        "It costs the same as the chosen one, which comes first in a fixed order.");
        assertThat(reason(plan, "aws/us-east-1 m7i.2xlarge"))
                .isEqualTo("It costs $0.4032 per hour, the chosen one $0.384.");
        assertThat(reason(plan, "azure/eastus Standard_D8s_v5")).isEqualTo("Azure is not enabled.");
    }

    private static String reason(Plan plan, String offer) {
        return plan.ranked().stream()
                .filter(candidate -> candidate.offer().toString().equals(offer))
                .findFirst()
                .flatMap(plan::whyNotChosen)
                .orElseThrow();
    }

    private static String chosen(Plan plan) {
        return plan.chosen().map(candidate -> candidate.offer().toString()).orElse("nothing");
    }

    private static String total(Plan plan) {
        return plan.chosen()
                .map(it -> it.total().dollars().stripTrailingZeros().toPlainString())
                .orElse("nothing");
    }

    private static String sentence(Plan plan, RejectionCode code) {
        return plan.rejected().stream()
                .filter(it -> it.code() == code)
                .map(Rejection::sentence)
                .findFirst()
                .orElseThrow();
    }
}
