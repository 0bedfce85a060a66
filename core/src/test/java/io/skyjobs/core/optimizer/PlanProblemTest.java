package io.skyjobs.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.Optional;

/** The words that a user reads when nothing can be chosen. */
class PlanProblemTest {
    private static final Optimizer OPTIMIZER = new Optimizer();
    private static final Market ALL = Market.clouds("aws", "azure", "gcp");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m6i.xlarge|8+||m6i.xlarge does not have enough vCPUs. m6i.xlarge has 4.0 vCPUs,"
                        + " but 8+ is requested.",
                "m6i.xlarge|8||m6i.xlarge does not have the requested number of vCPUs. m6i.xlarge"
                        + " has 4.0 vCPUs, but 8 is requested.",
                "m6i.xlarge||32+|m6i.xlarge does not have enough memory. m6i.xlarge has 16.0 GB"
                        + " memory, but 32+ is requested.",
                "m6i.xlarge|4|8|m6i.xlarge does not have the requested memory. m6i.xlarge has 16.0"
                        + " GB memory, but 8 is requested."
            })
    void anInstanceTypeMustBeWhatElseIsAskedFor(
            String type, String cpus, String memory, String message) {
        Wishes wishes = Wishes.ANY.type(type);
        wishes = cpus == null ? wishes : wishes.cpus(cpus);
        wishes = memory == null ? wishes : wishes.memory(memory);

        assertProblem(ALL.plan(1, wishes), PlanProblem.Code.CONTRADICTION, message);
    }

    @Test
    void anInstanceTypeMustHaveTheAcceleratorsAskedFor() {
        assertProblem(
                ALL.plan(1, Wishes.ANY.type("p3.2xlarge").gpus("A100", 1)),
                PlanProblem.Code.CONTRADICTION,
                "p3.2xlarge does not have the requested accelerators. It has V100:1, but A100:1 is"
                        + " requested.");
    }

    @Test
    void anUnknownInstanceTypeIsInvalid() {
        assertProblem(
                ALL.plan(1, Wishes.ANY.in("aws").type("m6i.2xlrge")),
                PlanProblem.Code.INVALID_INSTANCE_TYPE,
                "Invalid instance type 'm6i.2xlrge' for cloud AWS. Did you mean 'm6i.2xlarge'?");
        assertProblem(
                ALL.plan(1, Wishes.ANY.type("quantum")),
                PlanProblem.Code.INVALID_INSTANCE_TYPE,
                "Invalid instance type 'quantum' for any known cloud.");
    }

    @Test
    void anInstanceTypeOfTwoCloudsIsAmbiguous() {
        Market two =
                Market.of(
                        Market.vm("one/r", "big", 1, 1, "1"), Market.vm("two/r", "big", 1, 1, "1"));

        assertProblem(
                two.plan(1, Wishes.ANY.type("big")),
                PlanProblem.Code.AMBIGUOUS_INSTANCE_TYPE,
                "Ambiguous instance type 'big'. Please specify cloud explicitly among [one-title,"
                        + " two-title].");
        assertThat(two.plan(1, Wishes.ANY.in("two").type("big")).chosen()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aws/us-eest-1|INVALID_PLACE|Invalid region 'us-eest-1' for AWS. Did you mean"
                        + " 'us-east-1'?",
                "gcp/us-central1/us-central1-x|INVALID_PLACE|Invalid zone 'us-central1-x' for GCP"
                        + " (us-central1). Did you mean 'us-central1-a'?",
                "azure/mars|INVALID_PLACE|Invalid region 'mars' for Azure. Known regions: eastus,"
                        + " eastus2, westus2, westus3.",
                "awz|INVALID_CLOUD|Cloud 'awz' is not a valid cloud among [aws, azure, gcp]. Did"
                        + " you mean 'aws'?"
            })
    void aPlaceMustExist(String infra, PlanProblem.Code code, String message) {
        assertProblem(ALL.plan(1, Wishes.ANY.in(infra)), code, message);
    }

    @Test
    void aPlaceWithoutCloudMustExistInOne() {
        Plan plan = ALL.plan(1, Wishes.ANY.in("*/us-east1/us-east1-z"));

        assertProblem(
                plan,
                PlanProblem.Code.INVALID_PLACE,
                "Invalid (region us-east1, zone us-east1-z) for any cloud among [AWS, Azure, GCP]."
                        + " Details: Invalid region 'us-east1' for AWS. Did you mean 'us-east-1'?"
                        + " Invalid region 'us-east1' for Azure. Known regions: eastus, eastus2,"
                        + " westus2, westus3. Invalid zone 'us-east1-z' for GCP (us-east1). Did you"
                        + " mean 'us-east1-b'?");
    }

    @Test
    void aRegionOfTwoEnabledCloudsIsAmbiguous() {
        Market two =
                Market.of(Market.vm("one/r", "a", 1, 1, "2"), Market.vm("two/r", "b", 1, 1, "1"));

        assertProblem(
                two.plan(1, Wishes.ANY.in("*/r")),
                PlanProblem.Code.AMBIGUOUS_PLACE,
                "Cannot infer cloud from (region r). Multiple enabled clouds have region/zone of"
                        + " the same names: [one-title, two-title]. To fix: explicitly specify"
                        + " `cloud`.");
    }

    @Test
    void aRegionOfOneEnabledCloudMeansThatOne() {
        Market two =
                Market.of(Market.vm("one/r", "a", 1, 1, "2"), Market.vm("two/r", "b", 1, 1, "1"))
                        .withEmpty("two", new ProviderNote("Two", false, Market.CLOUD));

        assertThat(two.plan(1, Wishes.ANY.in("*/r")).chosen().orElseThrow().offer().provider())
                .isEqualTo("one");
    }

    @Test
    void aMistakeInOneOptionIsAMistake() {
        Plan plan = OPTIMIZER.plan(ALL.anyOf(Wishes.ANY, Wishes.ANY.in("aws/nowhere")));

        assertThat(plan.chosen()).isEmpty();
        assertThat(plan.problems())
                .singleElement()
                .satisfies(it -> assertThat(it.option()).hasValue(1));
    }

    @Test
    void nothingThatFitsNamesWhatComesClosest() {
        Plan plan = Market.clouds("aws").plan(2, Wishes.ANY.in("aws").gpus("A100", 4));

        assertProblem(
                plan,
                PlanProblem.Code.NOTHING_FITS,
                """
                Catalog does not contain any instances satisfying the request: 2x (infra=aws, \
                accelerators=A100:4).
                To fix: relax or change the resource requirements.
                Closest: p4d.24xlarge has A100:8, and A100:4 is asked for.
                Try one of these offered accelerators: ['A100:8', 'A100-80GB:8']

                Hint: sky show-gpus to list available accelerators.
                      sky check to check the enabled clouds.\
                """);
        assertThat(plan.problems().getFirst().isPermanent()).isTrue();
    }

    @Test
    void aMistypedAcceleratorIsRecognized() {
        assertThat(ALL.plan(1, Wishes.ANY.gpus("V10O", 1)).problems().getFirst().message())
                .contains(
                        "Try one of these offered accelerators: ['V100:1', 'V100:2', 'V100:4',"
                                + " 'V100:8']");
    }

    @Test
    void tooMuchForThisMachineSaysWhatItHas() {
        Plan plan = Market.clouds().withLocal(2, 4).plan(1, Wishes.ANY.in("local").cpus("64+"));

        assertThat(plan.problems().getFirst().message())
                .contains("Closest: Local has 2 vCPUs, and 64+ vCPUs are asked for.");
    }

    @Test
    void oneCloudThatIsNotEnabledIsNamed() {
        Market local = Market.clouds().withLocal(2, 4);

        assertProblem(
                local.plan(1, Wishes.ANY.in("aws")),
                PlanProblem.Code.NOT_ENABLED,
                "Task 'train' requires AWS which is not enabled. To enable access, change the task"
                        + " cloud requirement or run: sky check aws");
        assertProblem(
                local.plan(1, Wishes.ANY.gpus("T4", 1)),
                PlanProblem.Code.NOT_ENABLED,
                "Task 'train' requires one of AWS, Azure, GCP, none of which is enabled. To enable"
                        + " access, change the task cloud requirement or run: sky check aws azure"
                        + " gcp");
    }

    @Test
    void aContextThatIsNotEnabledIsNamedInFull() {
        Market market =
                Market.clouds()
                        .withLocal(2, 4)
                        .withEmpty(
                                "kubernetes", new ProviderNote("Kubernetes", false, Market.CLOUD));

        assertProblem(
                market.plan(1, Wishes.ANY.in("kubernetes/ctx")),
                PlanProblem.Code.NOT_ENABLED,
                "Task 'train' requires infra Kubernetes/ctx which is not enabled. To enable access,"
                        + " change the task infra requirement or run: sky check to ensure the infra"
                        + " is enabled.");
    }

    @Test
    void nothingEnabledAtAllIsSaidSo() {
        assertProblem(
                Market.clouds().plan(1, Wishes.ANY),
                PlanProblem.Code.NO_ACCESS,
                "Cloud access is not set up. Run: sky check");
    }

    @Test
    void allBlockedIsNotPermanent() {
        Instant until = Instant.ofEpochSecond(600);
        Blocklist blocked =
                Blocklist.NONE.with(
                        new Blocklist.Entry(
                                "aws",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                until,
                                "quota is used up"));
        Plan plan =
                OPTIMIZER.plan(
                        Market.clouds("aws")
                                .ask(1, Wishes.ANY.in("aws/us-east-1"))
                                .avoiding(blocked, Instant.EPOCH));

        assertProblem(
                plan,
                PlanProblem.Code.ALL_BLOCKED,
                """
                No launchable resource found for task 'train'. To fix: relax its resource \
                requirements.
                All places that satisfy it failed not long ago; the first is tried again at \
                1970-01-01T00:10:00Z:
                  m6i.2xlarge in AWS (us-east-1) is not tried until 1970-01-01T00:10:00Z: quota is \
                used up\
                """);
        assertThat(plan.problems().getFirst().isPermanent()).isFalse();
        assertThat(plan.freeAt()).contains(until);
    }

    private static void assertProblem(Plan plan, PlanProblem.Code code, String message) {
        assertThat(plan.chosen()).isEmpty();
        assertThat(plan.problems())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.message()).isEqualTo(message);
                            assertThat(problem.code()).isEqualTo(code);
                        });
    }
}
