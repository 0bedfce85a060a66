package io.skyjobs.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** Machines of which a node takes a part: this one, and those of a pool. */
class SharedMachineTest {
    @Test
    void thisMachineCostsNothingAndGivesWhatIsAskedFor() {
        Market market = Market.clouds("aws", "azure", "gcp").withLocal(4, 8);

        assertThat(chosen(market.plan(1, Wishes.ANY))).isEqualTo("local local");
        assertThat(total(market.plan(3, Wishes.ANY))).isEqualTo("0");
        assertThat(chosen(market.plan(1, Wishes.ANY.cpus("3").memory("8"))))
                .isEqualTo("local local");
    }

    @Test
    void theNodesOfThisMachineShareIt() {
        Market market = Market.clouds().withLocal(4, 8);

        assertThat(chosen(market.plan(2, Wishes.ANY.cpus("2")))).isEqualTo("local local");
        Plan tooMany = market.plan(3, Wishes.ANY.cpus("2"));
        assertThat(tooMany.chosen()).isEmpty();
        assertThat(sentence(tooMany, "local"))
                .isEqualTo(
                        "Local has 4 vCPUs, and 2 vCPUs for each of 3 nodes on it are asked for.");
        assertThat(market.plan(9, Wishes.ANY.memory("1+")).chosen()).isEmpty();
        assertThat(market.plan(8, Wishes.ANY.memory("1+")).chosen()).isPresent();
    }

    @Test
    void aSharedMachineOfAPoolGivesEachNodeItsPart() {
        Offer pool =
                new Offer(
                        "ssh",
                        Optional.of("lab"),
                        Optional.empty(),
                        List.of(),
                        Market.gpu(Market.vm("ssh/lab", "host", 4, 8, "0"), "T4", 1, 16).shape(),
                        false,
                        UsdPerHour.FREE);
        Offer shared =
                new Offer(
                        pool.provider(),
                        pool.region(),
                        pool.zone(),
                        pool.zones(),
                        new Shape(
                                "host",
                                4,
                                8,
                                pool.shape().accelerator(),
                                pool.shape().acceleratorMemoryGib(),
                                true),
                        false,
                        UsdPerHour.FREE);
        Market market = Market.clouds().with(new ProviderNote("SSH", true, Market.MACHINE), shared);

        assertThat(chosen(market.plan(5, Wishes.ANY.cpus("4")))).isEqualTo("ssh/lab host");
        assertThat(chosen(market.plan(1, Wishes.ANY.gpus("T4", 0.5)))).isEqualTo("ssh/lab host");
        assertThat(market.plan(1, Wishes.ANY.gpus("T4", 2)).chosen()).isEmpty();
        assertThat(market.plan(1, Wishes.ANY.cpus("5")).chosen()).isEmpty();
    }

    @Test
    void ofMachinesThatCostNothingThisOneIsFirstAndAcceleratorsAreSpared() {
        Market market =
                Market.clouds("aws")
                        .with(
                                new ProviderNote("SSH", true, Market.MACHINE),
                                host("a-gpus", 96, 1000, Optional.of(new Accelerator("T4", 4))),
                                host("lab", 64, 256, Optional.empty()));

        assertThat(chosen(market.plan(1, Wishes.ANY))).isEqualTo("ssh/lab lab-host");
        assertThat(chosen(market.plan(1, Wishes.ANY.cpus("90"))))
                .isEqualTo("ssh/a-gpus a-gpus-host");
        assertThat(chosen(market.plan(1, Wishes.ANY.gpus("T4", 0.5))))
                .isEqualTo("ssh/a-gpus a-gpus-host");
        Market all = market.withLocal(4, 8);
        assertThat(chosen(all.plan(1, Wishes.ANY))).isEqualTo("local local");
        assertThat(chosen(all.plan(1, Wishes.ANY.cpus("8")))).isEqualTo("ssh/lab lab-host");
        assertThat(all.plan(1, Wishes.ANY.cpus("4")).ranked().stream().map(Candidate::offer))
                .extracting(Offer::toString)
                .startsWith("local local", "ssh/lab lab-host", "ssh/a-gpus a-gpus-host");
    }

    @Test
    void whatAPoolLacksIsSaidOfThePool() {
        Market market =
                Market.clouds()
                        .with(
                                new ProviderNote("SSH", true, Market.MACHINE),
                                host("lab", 4, 8, Optional.empty()));

        assertThat(sentence(market.plan(2, Wishes.ANY.cpus("8")), "ssh"))
                .isEqualTo("SSH (lab) has 4 vCPUs, and 8 vCPUs are asked for.");
        assertThat(sentence(market.plan(1, Wishes.ANY.gpus("T4", 1)), "ssh"))
                .isEqualTo("SSH (lab) has no accelerators, and T4:1 is asked for.");
    }

    private static Offer host(
            String pool, double cpus, double memory, Optional<Accelerator> accelerator) {
        return new Offer(
                "ssh",
                Optional.of(pool),
                Optional.empty(),
                List.of(),
                new Shape(pool + "-host", cpus, memory, accelerator, Optional.of(16.0), true),
                false,
                UsdPerHour.FREE);
    }

    @Test
    void aWholeMachineNeverGivesAFractionOfAnAccelerator() {
        assertThat(
                        Market.clouds("aws", "azure", "gcp")
                                .plan(1, Wishes.ANY.gpus("T4", 0.5))
                                .chosen())
                .isEmpty();
    }

    private static String sentence(Plan plan, String provider) {
        return plan.rejected().stream()
                .filter(it -> it.provider().equals(provider))
                .map(Rejection::sentence)
                .findFirst()
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
}
