package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.Shape;

import java.util.Optional;

/** The sentence that says why an offer does not satisfy an option. */
final class RejectionText {
    private final PlanRequest request;
    private final Resources wanted;
    private final OfferFit fit;

    RejectionText(PlanRequest request, Resources wanted, OfferFit fit) {
        this.request = request;
        this.wanted = wanted;
        this.fit = fit;
    }

    /** The sentence for an offer that was rejected for this reason. */
    String of(RejectionCode code, Offer offer) {
        String title = title(offer);
        String type = offer.shape().instanceType();
        return switch (code) {
            case PLACE -> "%s lies outside %s.".formatted(place(offer), fit.infra());
            case NO_SPOT -> title + " has no spot machines.";
            case NO_MULTI_NODE -> title + " cannot make a cluster of several nodes.";
            case NO_PORTS -> title + " cannot open ports.";
            case NO_IMAGES -> title + " cannot start from a chosen image.";
            case NO_FUSE -> title + " cannot mount buckets.";
            case SHARED_FILES ->
                    title
                            + " shares its file system with others and allows no view of its own"
                            + " there, so files can be placed below ~ only.";
            case NO_SERVER_DISK ->
                    title
                            + " does not see the disk of the server's machine, on which a bucket of"
                            + " the job lies.";
            case NO_STOP -> title + " cannot keep a cluster without running it.";
            case MARKET ->
                    offer.spot()
                            ? type + " is spot, and on demand is asked for."
                            : type + " is on demand, and spot is asked for.";
            case INSTANCE_TYPE -> "%s is not %s.".formatted(type, wanted.instanceType().orElse(""));
            case ACCELERATOR, ACCELERATOR_COUNT -> accelerator(offer);
            case TOO_FEW_CPUS, TOO_MANY_CPUS ->
                    size(offer, wanted.cpus(), number(offer.shape().vcpus(), " vCPU"), " vCPU");
            case TOO_LITTLE_MEMORY, TOO_MUCH_MEMORY ->
                    size(
                            offer,
                            wanted.memoryGib(),
                            Figures.exact(offer.shape().memoryGib()) + " GiB of memory",
                            " GiB");
            case NOT_USUAL_SIZE -> usualSize(offer);
            case IMAGE_REGION ->
                    "image_id has no image for %s.".formatted(offer.region().orElse(title));
            case PRICE -> price(offer);
            case BLOCKED -> blocked(offer);
            case NOT_ENABLED -> title + " is not enabled.";
        };
    }

    private String accelerator(Offer offer) {
        Shape shape = offer.shape();
        String type = machine(offer);
        if (wanted.accelerator().isEmpty()) {
            return "%s has accelerators (%s), and none are asked for."
                    .formatted(type, shape.accelerator().map(Object::toString).orElse(""));
        }
        String ask = wanted.accelerator().get().toString();
        if (shape.accelerator().isEmpty()) {
            return "%s has no accelerators, and %s is asked for.".formatted(type, ask);
        }
        return "%s has %s, and %s%s is asked for."
                .formatted(type, shape.accelerator().get(), ask, forEachNode(offer));
    }

    private String size(Offer offer, Optional<Amount> ask, String has, String unit) {
        String exactly = ask.filter(amount -> !amount.orMore()).isPresent() ? "exactly " : "";
        String wanted =
                ask.map(amount -> Figures.exact(amount.value()) + (amount.orMore() ? "+" : ""))
                        .orElse("");
        if (offer.shape().divisible()) {
            exactly = "";
        }
        String plural = unit.endsWith("CPU") && !wanted.equals("1") ? "s" : "";
        return "%s has %s, and %s%s%s%s%s asked for."
                .formatted(
                        machine(offer),
                        has,
                        exactly,
                        wanted,
                        unit + plural,
                        forEachNode(offer),
                        wanted.equals("1") ? " is" : " are");
    }

    private String forEachNode(Offer offer) {
        int nodes = fit.nodesOnOne(offer);
        return nodes == 1 ? "" : " for each of %d nodes on it".formatted(nodes);
    }

    private String usualSize(Offer offer) {
        String type = offer.shape().instanceType();
        if (InstanceFamilies.isShared(offer)) {
            return type
                    + " has its vCPUs for a part of the time only; it is taken when instance_type"
                    + " names it.";
        }
        if (wanted.cpus().isPresent()) {
            return ("%s has %s GiB for %s, and where memory is not asked for"
                            + " %s GiB for each is expected.")
                    .formatted(
                            type,
                            Figures.exact(offer.shape().memoryGib()),
                            number(offer.shape().vcpus(), " vCPU"),
                            Figures.exact(InstanceFamilies.USUAL_GIB_PER_VCPU));
        }
        return ("%s is not a general purpose machine with %s vCPUs,"
                        + " which is taken where no size is asked for.")
                .formatted(type, Figures.exact(InstanceFamilies.USUAL_VCPUS));
    }

    private String price(Offer offer) {
        return "%s in %s costs $%s per hour, more than max_hourly_cost %s."
                .formatted(
                        offer.shape().instanceType(),
                        place(offer),
                        Figures.exactMoney(offer.price()),
                        wanted.maxHourlyCost().map(Figures::exactMoney).orElse(""));
    }

    private String blocked(Offer offer) {
        return request.blocked()
                .blockedAt(fit.inZone(offer), request.now())
                .map(
                        entry ->
                                "%s in %s is not tried until %s: %s"
                                        .formatted(
                                                offer.shape().instanceType(),
                                                place(offer),
                                                entry.until(),
                                                entry.reason()))
                .orElse("");
    }

    private String place(Offer offer) {
        return offer.zone()
                .or(offer::region)
                .map(where -> title(offer) + " (" + where + ")")
                .orElseGet(() -> title(offer));
    }

    /** A shared machine is known by its provider and pool, any other by its type. */
    private String machine(Offer offer) {
        return offer.shape().divisible() ? place(offer) : offer.shape().instanceType();
    }

    private String title(Offer offer) {
        ProviderNote note = request.providers().get(offer.provider());
        return note == null ? offer.provider() : note.title();
    }

    private static String number(double count, String unit) {
        return Figures.exact(count) + unit + (count == 1 ? "" : "s");
    }
}
