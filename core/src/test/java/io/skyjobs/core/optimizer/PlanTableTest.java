package io.skyjobs.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The table as it is printed, blank for blank. */
class PlanTableTest {
    private static final Optimizer OPTIMIZER = new Optimizer();

    @Test
    void aTableIsLaidOutAsUsersKnowIt() {
        // The example of the reference page, with the columns that it has.
        assertThat(
                        TextTable.render(
                                List.of(
                                        "CLOUD",
                                        "INSTANCE",
                                        "vCPUs",
                                        "Mem(GB)",
                                        "ACCELERATORS",
                                        "REGION/ZONE",
                                        "COST ($)",
                                        "CHOSEN"),
                                List.of(
                                        List.of(
                                                "AWS",
                                                "m6i.2xlarge",
                                                "8",
                                                "32",
                                                "-",
                                                "us-east-1",
                                                "0.38",
                                                "   ✔"))))
                .isEqualTo(
                        """
                        ------------------------------------------------------------------------------------------
                         CLOUD   INSTANCE      vCPUs   Mem(GB)   ACCELERATORS   REGION/ZONE   COST ($)   CHOSEN
                        ------------------------------------------------------------------------------------------
                         AWS     m6i.2xlarge   8       32        -              us-east-1     0.38          ✔
                        ------------------------------------------------------------------------------------------
                        """);
    }

    @Test
    void theSeedsExample() {
        assertThat(PlanTable.render(Market.clouds("aws").plan(1, Wishes.ANY)))
                .isEqualTo(
                        """
                        Considered resources (1 node):
                        ------------------------------------------------------------------------------
                         INFRA             INSTANCE      vCPUs   Mem(GB)   GPUS   COST ($)   CHOSEN
                        ------------------------------------------------------------------------------
                         AWS (us-east-1)   m6i.2xlarge   8       32        -      0.38          ✔
                        ------------------------------------------------------------------------------
                        """);
    }

    @Test
    void thisMachineAndCloudsThatAreNotEnabled() {
        Plan plan =
                OPTIMIZER.plan(
                        Market.clouds("gcp")
                                .withLocal(2, 3.75)
                                .ask(2, Wishes.ANY)
                                .showingDisabled());

        assertThat(PlanTable.render(plan))
                .isEqualTo(
                        """
                        Considered resources (2 nodes):
                        ------------------------------------------------------------------------------------------------
                         INFRA                           INSTANCE          vCPUs   Mem(GB)   GPUS   COST ($)   CHOSEN
                        ------------------------------------------------------------------------------------------------
                         Local                           local             2       3.8       -      0.00          ✔
                         AWS (us-east-1) [not enabled]   m6i.2xlarge       8       32        -      0.77
                         Azure (eastus) [not enabled]    Standard_D8s_v5   8       32        -      0.77
                         GCP (us-central1-a)             n2-standard-8     8       32        -      0.78
                        ------------------------------------------------------------------------------------------------
                        """);
    }

    @Test
    void aSharedMachineShowsThePartThatIsAskedFor() {
        Plan plan = Market.clouds().withLocal(8, 16).plan(2, Wishes.ANY.cpus("2+").memory("1.5"));

        assertThat(PlanTable.of(plan).rows())
                .containsExactly(
                        new PlanTable.Row("Local", "local", "2", "1.5", "-", "0.00", true));
    }

    @Test
    void spotAndOnDemandAreRowsOfTheirOwnSortedByCost() {
        Wishes wishes = Wishes.ANY.gpus("V100", 1).in("aws");
        Plan plan = OPTIMIZER.plan(Market.clouds("aws").anyOf(wishes, wishes.spot()));

        assertThat(PlanTable.of(plan).rows())
                .containsExactly(
                        new PlanTable.Row(
                                "AWS (euc1-az2)",
                                "p3.2xlarge[Spot]",
                                "8",
                                "61",
                                "V100:1",
                                "0.41",
                                true),
                        new PlanTable.Row(
                                "AWS (us-east-1)",
                                "p3.2xlarge",
                                "8",
                                "61",
                                "V100:1",
                                "3.06",
                                false));
    }

    @Test
    void orderedOptionsKeepTheirOrderInTheTable() {
        Wishes wishes = Wishes.ANY.gpus("V100", 1).in("aws");
        Plan plan = OPTIMIZER.plan(Market.clouds("aws").ordered(wishes, wishes.spot()));

        assertThat(PlanTable.of(plan).rows())
                .extracting(PlanTable.Row::cost, PlanTable.Row::chosen)
                .containsExactly(tuple("3.06", true), tuple("0.41", false));
    }

    @Test
    void severalInstanceTypesForAnAcceleratorGiveAHint() {
        Plan plan = Market.clouds("aws").plan(1, Wishes.ANY.gpus("T4", 1).in("aws"));

        assertThat(PlanTable.of(plan).hints())
                .containsExactly(
                        "🔍 Multiple AWS instances satisfy T4:1. The cheapest (gpus=T4:1,"
                                + " g4dn.xlarge, ...) is considered among: g4dn.xlarge,"
                                + " g4dn.2xlarge.\nTo list more details, run: sky show-gpus T4");
        assertThat(PlanTable.render(plan)).endsWith("run: sky show-gpus T4\n");
        assertThat(PlanTable.of(Market.clouds("aws").plan(1, Wishes.ANY)).hints()).isEmpty();
    }

    @Test
    void poolsAreRowsOfTheirOwn() {
        Offer one = shared(Market.vm("ssh/one", "host", 4, 8, "0"));
        Offer two = shared(Market.vm("ssh/two", "host", 4, 8, "0"));
        Market market =
                Market.clouds().with(new ProviderNote("SSH", true, Market.MACHINE), one, two);

        assertThat(PlanTable.of(market.plan(1, Wishes.ANY)).rows())
                .extracting(PlanTable.Row::infra)
                .containsExactly("SSH (one)", "SSH (two)");
    }

    @Test
    void aPipelineHasItsBestPlanFirst() {
        Market aws = Market.clouds("aws");
        Plan first = OPTIMIZER.plan(aws.ask(1, Wishes.ANY).named("prepare"));
        Plan second = OPTIMIZER.plan(aws.ask(2, Wishes.ANY.gpus("T4", 1).spot()).named("train"));

        assertThat(PlanTable.render(List.of(first, second)))
                .startsWith(
                        """
                        Estimated cost: $0.80 / hour

                        Best plan:
                        ----------------------------------------------------------------------------------------------
                         TASK      #NODES   INFRA             INSTANCE            vCPUs   Mem(GB)   GPUS   COST ($)
                        ----------------------------------------------------------------------------------------------
                         prepare   1        AWS (us-east-1)   m6i.2xlarge         8       32        -      0.38
                         train     2        AWS (use2-az1)    g4dn.xlarge[Spot]   4       16        T4:1   0.42
                        ----------------------------------------------------------------------------------------------

                        Considered resources for task 'prepare' (1 node):
                        """)
                .contains("Considered resources for task 'train' (2 nodes):\n");
    }

    @Test
    void nothingThatFitsIsNoTable() {
        assertThat(PlanTable.render(Market.clouds("aws").plan(1, Wishes.ANY.cpus("4000"))))
                .isEmpty();
    }

    private static Offer shared(Offer offer) {
        return new Offer(
                offer.provider(),
                offer.region(),
                offer.zone(),
                offer.zones(),
                new Shape(
                        offer.shape().instanceType(),
                        offer.shape().vcpus(),
                        offer.shape().memoryGib(),
                        offer.shape().accelerator(),
                        offer.shape().acceleratorMemoryGib(),
                        true),
                false,
                offer.price());
    }
}
