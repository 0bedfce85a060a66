package io.skyjobs.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;

/** What holds of every plan, tried on drawn markets and wishes; a failure names its seed. */
class OptimizerPropertyTest {
    private static final int LIVES = 400;
    private static final Optimizer OPTIMIZER = new Optimizer();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_125, 7_777_777})
    void plansAreSoundCompleteCheapestAndBlindToOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int chosen = 0;
        for (int life = 0; life < LIVES; life++) {
            PlanRequest request = drawRequest(random);
            Plan plan = OPTIMIZER.plan(request);
            String where = "seed " + seed + ", life " + life;
            checkChosen(request, plan, where);
            checkReasons(request, plan, where);
            checkCheapest(request, plan, where);
            checkOrder(request, plan, random.nextLong(), where);
            chosen += plan.chosen().isPresent() ? 1 : 0;
        }
        // Neither everything nor nothing may fit, or the checks above say little.
        assertThat(chosen).isBetween(LIVES / 5, LIVES * 19 / 20);
    }

    private static void checkChosen(PlanRequest request, Plan plan, String where) {
        assertThat(plan.chosen().isPresent()).as(where).isEqualTo(plan.problems().isEmpty());
        for (Candidate candidate : plan.ranked()) {
            Resources wanted = request.choice().options().get(candidate.option());
            assertThat(satisfies(request, wanted, candidate.offer()))
                    .as("%s: %s for %s", where, candidate, wanted)
                    .isTrue();
            assertThat(candidate.total())
                    .as(where)
                    .isEqualTo(candidate.offer().price().times(request.nodes()));
        }
        plan.chosen().ifPresent(best -> assertThat(best.enabled()).as(where).isTrue());
    }

    /** Each offer is ranked, or counted in a rejection of every option. */
    private static void checkReasons(PlanRequest request, Plan plan, String where) {
        List<Resources> options = request.choice().options();
        for (int i = 0; i < options.size(); i++) {
            int option = i;
            Resources wanted = options.get(i);
            long fitting =
                    request.offers().stream()
                            .filter(offer -> satisfies(request, wanted, offer))
                            .count();
            int rejected =
                    plan.rejected().stream()
                            .filter(rejection -> rejection.option() == option)
                            .mapToInt(Rejection::count)
                            .sum();
            assertThat(fitting + rejected)
                    .as("%s, option %d: %s", where, option, wanted)
                    .isEqualTo(request.offers().size());
        }
        assertThat(plan.rejected())
                .as(where)
                .allMatch(rejection -> !rejection.sentence().isBlank())
                .allMatch(rejection -> rejection.count() > 0);
        for (Candidate candidate : plan.ranked()) {
            assertThat(plan.whyNotChosen(candidate).isPresent())
                    .as("%s: why not %s", where, candidate)
                    .isEqualTo(
                            plan.chosen().isEmpty()
                                    ? !candidate.enabled()
                                    : !plan.chosen().get().equals(candidate));
        }
    }

    private static void checkCheapest(PlanRequest request, Plan plan, String where) {
        if (plan.chosen().isEmpty()) {
            return;
        }
        Candidate best = plan.chosen().get();
        boolean ordered = request.choice() instanceof ResourceChoice.Ordered;
        List<Resources> options = request.choice().options();
        for (int option = 0; option < options.size(); option++) {
            for (Offer offer : request.offers()) {
                boolean usable =
                        note(request, offer).enabled()
                                && satisfies(request, options.get(option), offer);
                if (usable && ordered) {
                    assertThat(best.option()).as(where).isLessThanOrEqualTo(option);
                }
                if (usable && (!ordered || option == best.option())) {
                    assertThat(best.offer().price())
                            .as("%s: %s against %s", where, best, offer)
                            .isLessThanOrEqualTo(offer.price());
                }
            }
        }
    }

    private static void checkOrder(PlanRequest request, Plan plan, long seed, String where) {
        List<Offer> shuffled = new ArrayList<>(request.offers());
        Collections.shuffle(shuffled, new Random(seed));
        PlanRequest other =
                new PlanRequest(
                        request.task(),
                        request.choice(),
                        request.nodes(),
                        request.needs(),
                        shuffled,
                        request.providers(),
                        request.acceleratorMakers(),
                        request.blocked(),
                        request.now(),
                        request.includeDisabled());
        assertThat(OPTIMIZER.plan(other)).as(where).isEqualTo(plan);
    }

    /** The rules once more, written down independently of {@link OfferFit}. */
    private static boolean satisfies(PlanRequest request, Resources wanted, Offer offer) {
        boolean shared = offer.shape().divisible();
        int shares = shared && offer.region().isEmpty() ? request.nodes() : 1;
        ProviderNote note = note(request, offer);
        if (!wanted.infra().admits(offer)
                || wanted.spot() != offer.spot()
                || (!note.enabled() && !request.includeDisabled())
                || (request.nodes() > 1 && !note.capabilities().multiNode())
                || wanted.maxHourlyCost()
                        .filter(most -> most.micros() < offer.price().micros())
                        .isPresent()) {
            return false;
        }
        boolean size =
                wanted.cpus()
                                .map(ask -> met(ask, offer.shape().vcpus(), shared, shares))
                                .orElse(true)
                        && wanted.memoryGib()
                                .map(ask -> met(ask, offer.shape().memoryGib(), shared, shares))
                                .orElse(true);
        if (wanted.accelerator().isEmpty()) {
            return size && (shared || offer.shape().accelerator().isEmpty());
        }
        AcceleratorRequest.Named ask = (AcceleratorRequest.Named) wanted.accelerator().get();
        return size
                && offer.shape()
                        .accelerator()
                        .filter(has -> has.name().equals(ask.accelerator().name()))
                        .filter(
                                has ->
                                        shared
                                                ? has.count() >= ask.count() * shares
                                                : has.count() == ask.count())
                        .isPresent();
    }

    private static boolean met(Amount ask, double size, boolean shared, int shares) {
        return shared ? size >= ask.value() * shares : ask.isMetBy(size);
    }

    private static ProviderNote note(PlanRequest request, Offer offer) {
        ProviderNote note = request.providers().get(offer.provider());
        assertThat(note).isNotNull();
        return Objects.requireNonNull(note);
    }

    private static PlanRequest drawRequest(SplittableRandom random) {
        Offer[] offers = new Offer[random.nextInt(1, 40)];
        for (int i = 0; i < offers.length; i++) {
            offers[i] = drawOffer(random);
        }
        Market market = Market.of(offers).withLocal(random.nextInt(1, 9), random.nextInt(1, 17));
        if (random.nextInt(4) == 0) {
            market = market.withEmpty("acme", new ProviderNote("Acme", false, Market.CLOUD));
        }
        Wishes[] wishes = new Wishes[random.nextInt(1, 4)];
        for (int i = 0; i < wishes.length; i++) {
            wishes[i] = drawWishes(random);
        }
        List<Resources> options = Arrays.stream(wishes).map(Wishes::resources).toList();
        PlanRequest request =
                PlanRequest.of(
                        random.nextBoolean()
                                ? new ResourceChoice.AnyOf(options)
                                : new ResourceChoice.Ordered(options),
                        random.nextInt(1, 4),
                        market.offers(),
                        market.providers());
        return random.nextBoolean() ? request.showingDisabled() : request;
    }

    /** Few different values, so that ties and near misses are common. */
    private static Offer drawOffer(SplittableRandom random) {
        String place =
                (random.nextBoolean() ? "acme/" : "zeta/")
                        + (random.nextBoolean() ? "north" : "south");
        if (random.nextInt(3) == 0) {
            place += "/" + (random.nextBoolean() ? "a" : "b");
        }
        int size = 1 << random.nextInt(5);
        Offer offer =
                Market.vm(
                        place,
                        "type" + size,
                        size,
                        size * (double) random.nextInt(1, 4),
                        Integer.toString(random.nextInt(1, 9)));
        if (random.nextInt(3) == 0) {
            offer =
                    Market.gpu(
                            offer,
                            random.nextBoolean() ? "A100" : "T4",
                            1 << random.nextInt(3),
                            16);
        }
        return random.nextInt(3) == 0
                ? Market.spot(offer, Integer.toString(random.nextInt(1, 4)))
                : offer;
    }

    private static Wishes drawWishes(SplittableRandom random) {
        Wishes wishes = Wishes.ANY;
        if (random.nextInt(3) > 0) {
            wishes = wishes.cpus((1 << random.nextInt(5)) + (random.nextBoolean() ? "+" : ""));
        }
        if (random.nextInt(3) == 0) {
            wishes = wishes.memory(random.nextInt(1, 17) + "+");
        }
        if (random.nextInt(3) == 0) {
            wishes = wishes.gpus(random.nextBoolean() ? "A100" : "T4", 1 << random.nextInt(3));
        }
        if (random.nextInt(4) == 0) {
            wishes = wishes.spot();
        }
        if (random.nextInt(4) == 0) {
            wishes = wishes.atMost(Integer.toString(random.nextInt(1, 9)));
        }
        return random.nextInt(8) == 0 ? wishes.in("local") : wishes;
    }
}
