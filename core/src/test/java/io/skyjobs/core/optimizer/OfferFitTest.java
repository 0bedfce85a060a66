package io.skyjobs.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.Offer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** For every reason there is an offer that is rejected for it, with a sentence for people. */
class OfferFitTest {
    private static final Offer HOST = Market.vm("acme/north", "big", 8, 16, "2.5");
    private static final Offer GPU = Market.gpu(HOST, "A100", 4, 40);
    private static final Capabilities NOTHING =
            new Capabilities(false, false, false, false, false, false, false, Duration.ZERO);

    /** A request about one offer, and what must come of it. */
    record Case(RejectionCode code, String sentence, PlanRequest request) {}

    static Stream<Case> cases() {
        return Stream.of(abilities(), needs(), machines(), choices()).flatMap(List::stream);
    }

    /** A place that can do nothing. */
    private static Market poor() {
        return new Market(List.of(), Market.of().providers())
                .with(new ProviderNote("Poor", true, NOTHING), HOST);
    }

    private static List<Case> abilities() {
        Market host = Market.of(HOST);
        Market poor = poor();
        Market spot = Market.of(Market.spot(HOST, "1"));
        Market south = host.with(host.providers().values().iterator().next(), south());
        return List.of(
                new Case(
                        RejectionCode.PLACE,
                        "acme-title (north) lies outside acme/south.",
                        south.ask(1, Wishes.ANY.in("acme/south"))),
                new Case(
                        RejectionCode.NO_SPOT,
                        "Poor has no spot machines.",
                        poor.ask(1, Wishes.ANY.spot())),
                new Case(
                        RejectionCode.NO_MULTI_NODE,
                        "Poor cannot make a cluster of several nodes.",
                        poor.ask(2, Wishes.ANY)),
                new Case(
                        RejectionCode.NO_PORTS,
                        "Poor cannot open ports.",
                        poor.ask(1, Wishes.ANY.ports("80"))),
                new Case(
                        RejectionCode.NO_IMAGES,
                        "Poor cannot start from a chosen image.",
                        poor.ask(1, Wishes.ANY.image("*", "x"))),
                new Case(
                        RejectionCode.MARKET,
                        "big is on demand, and spot is asked for.",
                        host.ask(1, Wishes.ANY.spot())),
                new Case(
                        RejectionCode.MARKET,
                        "big is spot, and on demand is asked for.",
                        spot.ask(1, Wishes.ANY)));
    }

    private static List<Case> needs() {
        Market poor = poor();
        return List.of(
                new Case(
                        RejectionCode.NO_FUSE,
                        "Poor cannot mount buckets.",
                        poor.ask(1, Wishes.ANY).needing(Set.of(Need.FUSE))),
                new Case(
                        RejectionCode.SHARED_FILES,
                        "Poor shares its file system with others and allows no view of its own there,"
                                + " so files can be placed below ~ only.",
                        poor.ask(1, Wishes.ANY).needing(Set.of(Need.PRIVATE_FILES))),
                new Case(
                        RejectionCode.NO_SERVER_DISK,
                        "Poor does not see the disk of the server's machine, on which a bucket of the"
                                + " job lies.",
                        poor.ask(1, Wishes.ANY).needing(Set.of(Need.SERVER_DISK))),
                new Case(
                        RejectionCode.NO_STOP,
                        "Poor cannot keep a cluster without running it.",
                        poor.ask(1, Wishes.ANY).needing(Set.of(Need.STOP))));
    }

    private static List<Case> machines() {
        Market host = Market.of(HOST);
        Market gpu = Market.of(GPU);
        return List.of(
                new Case(
                        RejectionCode.INSTANCE_TYPE,
                        "big is not bog.",
                        host.ask(1, Wishes.ANY.type("bog"))),
                new Case(
                        RejectionCode.ACCELERATOR,
                        "big has accelerators (A100:4), and none are asked for.",
                        gpu.ask(1, Wishes.ANY)),
                new Case(
                        RejectionCode.ACCELERATOR,
                        "big has no accelerators, and A100:4 is asked for.",
                        host.ask(1, Wishes.ANY.gpus("A100", 4))),
                new Case(
                        RejectionCode.ACCELERATOR,
                        "big has A100:4, and 80GB+:4 is asked for.",
                        gpu.ask(1, Wishes.ANY.gpuMemory("80+", "", 4))),
                new Case(
                        RejectionCode.ACCELERATOR_COUNT,
                        "big has A100:4, and A100:2 is asked for.",
                        gpu.ask(1, Wishes.ANY.gpus("A100", 2))),
                new Case(
                        RejectionCode.TOO_FEW_CPUS,
                        "big has 8 vCPUs, and 16+ vCPUs are asked for.",
                        host.ask(1, Wishes.ANY.cpus("16+"))),
                new Case(
                        RejectionCode.TOO_MANY_CPUS,
                        "big has 8 vCPUs, and exactly 1 vCPU is asked for.",
                        host.ask(1, Wishes.ANY.cpus("1"))),
                new Case(
                        RejectionCode.TOO_LITTLE_MEMORY,
                        "big has 16 GiB of memory, and 16.5+ GiB are asked for.",
                        host.ask(1, Wishes.ANY.memory("16.5+"))),
                new Case(
                        RejectionCode.TOO_MUCH_MEMORY,
                        "big has 16 GiB of memory, and exactly 8 GiB are asked for.",
                        host.ask(1, Wishes.ANY.memory("8"))));
    }

    private static List<Case> choices() {
        Market host = Market.of(HOST);
        Market off =
                new Market(List.of(), Market.of().providers())
                        .with(new ProviderNote("Off", false, Market.CLOUD), HOST);
        Market usual = Market.of(Market.vm("aws/north", "c6i.2xlarge", 8, 16, "1"));
        return List.of(
                new Case(
                        RejectionCode.NOT_USUAL_SIZE,
                        "c6i.2xlarge is not a general purpose machine with 8 vCPUs, which is taken"
                                + " where no size is asked for.",
                        usual.ask(1, Wishes.ANY)),
                new Case(
                        RejectionCode.NOT_USUAL_SIZE,
                        "c6i.2xlarge has 16 GiB for 8 vCPUs, and where memory is not asked for 4"
                                + " GiB for each is expected.",
                        usual.ask(1, Wishes.ANY.cpus("8"))),
                new Case(
                        RejectionCode.IMAGE_REGION,
                        "image_id has no image for north.",
                        host.ask(1, Wishes.ANY.image("south", "x"))),
                new Case(
                        RejectionCode.PRICE,
                        "big in acme-title (north) costs $2.50 per hour, more than max_hourly_cost"
                                + " 2.40.",
                        host.ask(1, Wishes.ANY.atMost("2.4"))),
                new Case(
                        RejectionCode.BLOCKED,
                        "big in acme-title (north) is not tried until 1970-01-01T00:00:09Z: it"
                                + " failed",
                        host.ask(1, Wishes.ANY).avoiding(block(), Instant.EPOCH)),
                new Case(RejectionCode.NOT_ENABLED, "Off is not enabled.", off.ask(1, Wishes.ANY)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRejectedForThisReason(Case it) {
        Plan plan = new Optimizer().plan(it.request());

        assertThat(plan.chosen()).isEmpty();
        assertThat(plan.problems()).isNotEmpty();
        assertThat(plan.rejected().getFirst().code()).isEqualTo(it.code());
        assertThat(plan.rejected().getFirst().sentence()).isEqualTo(it.sentence());
    }

    @Test
    void everyReasonHasACase() {
        EnumSet<RejectionCode> seen = EnumSet.noneOf(RejectionCode.class);
        cases().forEach(it -> seen.add(it.code()));

        assertThat(seen).isEqualTo(EnumSet.allOf(RejectionCode.class));
    }

    @Test
    void theSameOfferSatisfiesWhatItShould() {
        Market host = Market.of(HOST);

        assertThat(host.plan(1, Wishes.ANY).chosen()).isPresent();
        assertThat(host.plan(2, Wishes.ANY.cpus("8").memory("16").atMost("2.5")).chosen())
                .isPresent();
        assertThat(host.plan(1, Wishes.ANY.ports("80").image("north", "x")).chosen()).isPresent();
        assertThat(Market.of(GPU).plan(1, Wishes.ANY.gpuMemory("40", "nvidia", 4)).chosen())
                .isPresent();
    }

    private static Offer south() {
        // A second region, so that the name asked for exists; too small for nothing at all.
        return Market.gpu(Market.vm("acme/south", "small", 1, 1, "9"), "T4", 1, 16);
    }

    private static Blocklist block() {
        return Blocklist.NONE.with(
                new Blocklist.Entry(
                        "acme",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Instant.ofEpochSecond(9),
                        "it failed"));
    }
}
