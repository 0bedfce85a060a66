package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Capabilities;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.Shape;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules by which an offer satisfies one option of a request; every offer either does, or does
 * not for exactly one reason.
 */
final class OfferFit {
    /** Sums of fractions such as 3 x 0.1 are compared with this much room. */
    private static final double ROUNDING = 1e-9;

    private final PlanRequest request;
    private final Resources wanted;
    private final Infra infra;
    private final Set<String> plainProviders;

    /**
     * @param infra where the option may run, with what could be inferred filled in
     * @param plainProviders providers that have the pinned instance type without accelerators too
     */
    OfferFit(PlanRequest request, Resources wanted, Infra infra, Set<String> plainProviders) {
        this.request = request;
        this.wanted = wanted;
        this.infra = infra;
        this.plainProviders = plainProviders;
    }

    /** Where the option may run. */
    Infra infra() {
        return infra;
    }

    /** The first rule that the offer breaks; empty when it satisfies the option. */
    Optional<RejectionCode> reject(Offer offer) {
        return placeRule(offer)
                .or(() -> abilityRule(offer))
                .or(() -> typeRule(offer))
                .or(() -> acceleratorRule(offer))
                .or(() -> sizeRule(offer))
                .or(() -> usualSizeRule(offer))
                .or(() -> imageRule(offer))
                .or(() -> priceRule(offer))
                .or(() -> timeRule(offer));
    }

    /** The offer in the zone that is asked for, and without zones that are blocked. */
    Offer narrow(Offer offer) {
        Optional<String> zone = infra.zone().or(offer::zone);
        List<String> zones =
                zone.isPresent() && !offer.zones().isEmpty()
                        ? List.of(zone.get())
                        : request.blocked().openZones(offer, request.now());
        if (zone.equals(offer.zone()) && zones.equals(offer.zones())) {
            return offer;
        }
        return new Offer(
                offer.provider(),
                offer.region(),
                zone,
                zones,
                offer.shape(),
                offer.spot(),
                offer.price());
    }

    /** How many nodes share one machine of the offer. */
    int nodesOnOne(Offer offer) {
        return offer.shape().divisible() && offer.region().isEmpty() ? request.nodes() : 1;
    }

    private Optional<RejectionCode> placeRule(Offer offer) {
        Infra open = new Infra(infra.cloud(), infra.region(), Optional.empty());
        boolean zoneFits =
                infra.zone().isEmpty()
                        || offer.zone().equals(infra.zone())
                        || Places.isAccountZone(offer, infra.zone().get())
                        || (offer.zone().isEmpty()
                                && (offer.zones().isEmpty()
                                        || offer.zones().contains(infra.zone().get())));
        return when(!open.admits(offer) || !zoneFits, RejectionCode.PLACE);
    }

    private Optional<RejectionCode> abilityRule(Offer offer) {
        Capabilities can = note(offer).capabilities();
        return when(wanted.spot() && !can.spot(), RejectionCode.NO_SPOT)
                .or(
                        () ->
                                when(
                                        request.nodes() > 1 && !can.multiNode(),
                                        RejectionCode.NO_MULTI_NODE))
                .or(() -> when(!wanted.ports().isEmpty() && !can.ports(), RejectionCode.NO_PORTS))
                .or(
                        () ->
                                when(
                                        !wanted.imageId().isEmpty() && !can.images(),
                                        RejectionCode.NO_IMAGES))
                .or(() -> when(needs(Need.FUSE) && !can.fuse(), RejectionCode.NO_FUSE))
                .or(
                        () ->
                                when(
                                        needs(Need.PRIVATE_FILES) && !can.privateFiles(),
                                        RejectionCode.SHARED_FILES))
                .or(
                        () ->
                                when(
                                        needs(Need.SERVER_DISK) && !can.serverDisk(),
                                        RejectionCode.NO_SERVER_DISK))
                .or(() -> when(needs(Need.STOP) && !can.stop(), RejectionCode.NO_STOP))
                .or(() -> when(wanted.spot() != offer.spot(), RejectionCode.MARKET));
    }

    private Optional<RejectionCode> typeRule(Offer offer) {
        return when(
                wanted.instanceType()
                        .filter(type -> !type.equals(offer.shape().instanceType()))
                        .isPresent(),
                RejectionCode.INSTANCE_TYPE);
    }

    private Optional<RejectionCode> acceleratorRule(Offer offer) {
        if (wanted.accelerator().isEmpty()) {
            boolean unwanted =
                    !offer.shape().divisible()
                            && offer.shape().accelerator().isPresent()
                            && (wanted.instanceType().isEmpty()
                                    || plainProviders.contains(offer.provider()));
            return when(unwanted, RejectionCode.ACCELERATOR);
        }
        AcceleratorRequest ask = wanted.accelerator().get();
        Optional<Accelerator> has = offer.shape().accelerator();
        if (has.isEmpty() || !isOfKind(ask, offer.shape(), has.get())) {
            return Optional.of(RejectionCode.ACCELERATOR);
        }
        double count = has.get().count();
        boolean enough =
                offer.shape().divisible()
                        ? count >= ask.count() * nodesOnOne(offer) - ROUNDING
                        : count == ask.count();
        return when(!enough, RejectionCode.ACCELERATOR_COUNT);
    }

    private boolean isOfKind(AcceleratorRequest ask, Shape shape, Accelerator has) {
        return switch (ask) {
            case AcceleratorRequest.Named named ->
                    named.accelerator().name().equalsIgnoreCase(has.name());
            case AcceleratorRequest.ByMemory memory ->
                    shape.acceleratorMemoryGib().filter(memory.memoryGib()::isMetBy).isPresent()
                            && memory.manufacturer()
                                    .map(maker -> maker.equalsIgnoreCase(makerOf(has)))
                                    .orElse(true);
        };
    }

    private String makerOf(Accelerator accelerator) {
        return request.acceleratorMakers().getOrDefault(accelerator.name(), "");
    }

    private Optional<RejectionCode> sizeRule(Offer offer) {
        double vcpus = offer.shape().vcpus();
        double memory = offer.shape().memoryGib();
        return when(isShort(wanted.cpus(), vcpus, offer), RejectionCode.TOO_FEW_CPUS)
                .or(() -> when(isOver(wanted.cpus(), vcpus, offer), RejectionCode.TOO_MANY_CPUS))
                .or(
                        () ->
                                when(
                                        isShort(wanted.memoryGib(), memory, offer),
                                        RejectionCode.TOO_LITTLE_MEMORY))
                .or(
                        () ->
                                when(
                                        isOver(wanted.memoryGib(), memory, offer),
                                        RejectionCode.TOO_MUCH_MEMORY));
    }

    private boolean isShort(Optional<Amount> ask, double size, Offer offer) {
        return ask.isPresent() && size < ask.get().value() * nodesOnOne(offer) - ROUNDING;
    }

    /** A shared machine gives each node the part that it asks for, so it is never too big. */
    private static boolean isOver(Optional<Amount> ask, double size, Offer offer) {
        return ask.isPresent()
                && !offer.shape().divisible()
                && !ask.get().orMore()
                && size > ask.get().value();
    }

    private Optional<RejectionCode> usualSizeRule(Offer offer) {
        if (offer.shape().divisible()
                || wanted.accelerator().isPresent()
                || wanted.instanceType().isPresent()) {
            return Optional.empty();
        }
        boolean unusual = InstanceFamilies.isShared(offer);
        if (wanted.memoryGib().isEmpty()) {
            unusual |=
                    wanted.cpus().isEmpty()
                            ? !InstanceFamilies.isUsual(offer)
                            : !InstanceFamilies.hasUsualMemory(offer);
        }
        return when(unusual, RejectionCode.NOT_USUAL_SIZE);
    }

    private Optional<RejectionCode> imageRule(Offer offer) {
        boolean known =
                wanted.imageId().isEmpty()
                        || wanted.imageId().containsKey("*")
                        || offer.region().map(wanted.imageId()::containsKey).orElse(true);
        return when(!known, RejectionCode.IMAGE_REGION);
    }

    private Optional<RejectionCode> priceRule(Offer offer) {
        return when(
                wanted.maxHourlyCost()
                        .filter(most -> offer.price().compareTo(most) > 0)
                        .isPresent(),
                RejectionCode.PRICE);
    }

    private Optional<RejectionCode> timeRule(Offer offer) {
        return when(
                        request.blocked().blockedAt(inZone(offer), request.now()).isPresent(),
                        RejectionCode.BLOCKED)
                .or(
                        () ->
                                when(
                                        !note(offer).enabled() && !request.includeDisabled(),
                                        RejectionCode.NOT_ENABLED));
    }

    /** The offer as it is tried: in the zone that is asked for, with all of its zones. */
    Offer inZone(Offer offer) {
        return infra.zone().isEmpty() ? offer : narrow(offer);
    }

    private boolean needs(Need need) {
        return request.needs().contains(need);
    }

    /** What is known of the provider of an offer. */
    ProviderNote note(Offer offer) {
        ProviderNote note = request.providers().get(offer.provider());
        if (note == null) {
            throw new IllegalStateException("no note on the provider of " + offer);
        }
        return note;
    }

    private static Optional<RejectionCode> when(boolean broken, RejectionCode code) {
        return broken ? Optional.of(code) : Optional.empty();
    }
}
