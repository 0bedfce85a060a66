package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Offer;

import java.util.Comparator;
import java.util.List;

/**
 * The order of offers: price, then what breaks ties the same way every time, so that the order in
 * which offers were given never matters.
 *
 * <p>At the same price a machine that is not taken back is better, then one without accelerators: a
 * job that asks for none leaves those of a pool to others. After that the order is by name, which
 * puts neighbours together and {@code local} before {@code ssh}, and has no other meaning.
 */
final class OfferOrder {
    private static final Comparator<Offer> NAMES =
            Comparator.comparing(Offer::provider)
                    .thenComparing(offer -> offer.region().orElse(""))
                    .thenComparing(offer -> offer.zone().orElse(""))
                    .thenComparing(offer -> offer.shape().instanceType())
                    .thenComparing(
                            offer ->
                                    offer.shape()
                                            .accelerator()
                                            .map(Accelerator::toString)
                                            .orElse(""));

    private static final Comparator<Offer> REST =
            Comparator.comparingDouble((Offer offer) -> offer.shape().vcpus())
                    .thenComparingDouble(offer -> offer.shape().memoryGib())
                    .thenComparingDouble(offer -> offer.shape().acceleratorMemoryGib().orElse(0.0))
                    .thenComparing(offer -> offer.shape().divisible())
                    .thenComparing(offer -> String.join(";", offer.zones()));

    /** Cheapest first. */
    static final Comparator<Offer> BY_PRICE =
            Comparator.comparing(Offer::price)
                    .thenComparing(Offer::spot)
                    .thenComparing(OfferOrder::takesAccelerators)
                    .thenComparing(NAMES)
                    .thenComparing(REST);

    private OfferOrder() {}

    /** Of a machine that is had whole the accelerators were asked for, or it would not be here. */
    private static boolean takesAccelerators(Offer offer) {
        return offer.shape().divisible() && offer.shape().accelerator().isPresent();
    }

    /** Candidates by option first where the user ordered the options, else by price first. */
    static Comparator<Candidate> ofCandidates(boolean ordered) {
        Comparator<Candidate> byOption = Comparator.comparingInt(Candidate::option);
        Comparator<Candidate> byPrice =
                Comparator.comparing(Candidate::total)
                        .thenComparing(candidate -> candidate.offer().spot());
        Comparator<Candidate> byOffer = Comparator.comparing(Candidate::offer, BY_PRICE);
        return ordered
                ? byOption.thenComparing(byPrice).thenComparing(byOffer)
                : byPrice.thenComparing(byOption).thenComparing(byOffer);
    }

    /** Which of the offers that were rejected for the same reason comes closest, closest first. */
    static Comparator<Offer> closest(RejectionCode code) {
        Comparator<Offer> biggest =
                switch (code) {
                    case TOO_FEW_CPUS ->
                            Comparator.comparingDouble((Offer offer) -> -offer.shape().vcpus());
                    case TOO_MANY_CPUS ->
                            Comparator.comparingDouble((Offer offer) -> offer.shape().vcpus());
                    case TOO_LITTLE_MEMORY ->
                            Comparator.comparingDouble((Offer offer) -> -offer.shape().memoryGib());
                    case TOO_MUCH_MEMORY ->
                            Comparator.comparingDouble((Offer offer) -> offer.shape().memoryGib());
                    case ACCELERATOR_COUNT ->
                            Comparator.comparingDouble(
                                    (Offer offer) ->
                                            offer.shape()
                                                    .accelerator()
                                                    .map(accelerator -> -accelerator.count())
                                                    .orElse(0.0));
                    default -> BY_PRICE;
                };
        return biggest.thenComparing(BY_PRICE);
    }

    /** The best of some offers by an order. */
    static Offer best(List<Offer> offers, Comparator<Offer> order) {
        return offers.stream().min(order).orElseThrow();
    }
}
