package io.skyjobs.core.persistence;

import io.skyjobs.core.job.Attempt;
import io.skyjobs.core.job.Reason;
import io.skyjobs.core.job.ReasonCode;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

/**
 * Attempts, and the reasons and offers that states, events and clusters share, as stored fields.
 */
final class PlaceText {
    private PlaceText() {}

    static JsonFields write(Reason reason) {
        JsonFields fields =
                JsonFields.part()
                        .put("code", reason.code().name())
                        .put("sentence", reason.sentence());
        return reason.evidence().isEmpty() ? fields : fields.put("evidence", reason.evidence());
    }

    static Reason reason(JsonFields fields) {
        return new Reason(
                fields.oneOf("code", ReasonCode.class),
                fields.text("sentence"),
                fields.optionalText("evidence").orElse(""));
    }

    static JsonFields write(Offer offer) {
        return JsonFields.part()
                .put("provider", offer.provider())
                .putText("region", offer.region())
                .putText("zone", offer.zone())
                .put("zones", offer.zones())
                .put("shape", write(offer.shape()))
                .put("spot", offer.spot())
                .put("microsPerHour", offer.price().micros());
    }

    static Offer offer(JsonFields fields) {
        return new Offer(
                fields.text("provider"),
                fields.optionalText("region"),
                fields.optionalText("zone"),
                fields.texts("zones"),
                fields.part("shape", PlaceText::shape),
                fields.truth("spot"),
                new UsdPerHour(fields.number("microsPerHour")));
    }

    private static JsonFields write(Shape shape) {
        JsonFields fields =
                JsonFields.part()
                        .put("type", shape.instanceType())
                        .put("vcpus", shape.vcpus())
                        .put("gib", shape.memoryGib())
                        .putPart("accelerator", shape.accelerator(), PlaceText::write)
                        .put("divisible", shape.divisible());
        shape.acceleratorMemoryGib().ifPresent(gib -> fields.put("acceleratorGib", gib));
        return fields;
    }

    private static Shape shape(JsonFields fields) {
        return new Shape(
                fields.text("type"),
                fields.decimal("vcpus"),
                fields.decimal("gib"),
                fields.optionalPart("accelerator", PlaceText::accelerator),
                fields.optionalDecimal("acceleratorGib"),
                fields.truth("divisible"));
    }

    private static JsonFields write(Accelerator accelerator) {
        return JsonFields.part().put("name", accelerator.name()).put("count", accelerator.count());
    }

    private static Accelerator accelerator(JsonFields fields) {
        return new Accelerator(fields.text("name"), fields.decimal("count"));
    }

    /** An attempt as a text of its own. */
    static String text(Attempt attempt) {
        return put(JsonFields.document(), attempt).text();
    }

    /** The attempt that a text of its own holds. */
    static Attempt attempt(String text) {
        return JsonFields.read(text, "attempt", PlaceText::attempt);
    }

    static JsonFields write(Attempt attempt) {
        return put(JsonFields.part(), attempt);
    }

    private static JsonFields put(JsonFields fields, Attempt attempt) {
        return fields.put("number", attempt.number())
                .put("cluster", attempt.cluster().value())
                .put("offer", write(attempt.offer()))
                .put("option", attempt.option())
                .put("nodes", attempt.nodes())
                .putAll("hosts", attempt.hosts(), PlaceText::write)
                .put("times", write(attempt.times()))
                .putPart("end", attempt.end(), PlaceText::write);
    }

    static Attempt attempt(JsonFields fields) {
        return new Attempt(
                fields.whole("number"),
                new ClusterName(fields.text("cluster")),
                fields.part("offer", PlaceText::offer),
                fields.whole("option"),
                fields.whole("nodes"),
                fields.parts("hosts", PlaceText::host),
                fields.part("times", PlaceText::times),
                fields.optionalPart("end", PlaceText::reason));
    }

    static JsonFields write(Attempt.Host host) {
        return JsonFields.part().put("id", host.id()).put("address", host.address());
    }

    static Attempt.Host host(JsonFields fields) {
        return new Attempt.Host(fields.text("id"), fields.text("address"));
    }

    private static JsonFields write(Attempt.Times times) {
        return JsonFields.part()
                .put("requested", times.requested())
                .putInstant("up", times.up())
                .putInstant("setup", times.setup())
                .putInstant("running", times.running())
                .putInstant("ended", times.ended())
                .putInstant("terminated", times.terminated());
    }

    private static Attempt.Times times(JsonFields fields) {
        return new Attempt.Times(
                fields.instant("requested"),
                fields.optionalInstant("up"),
                fields.optionalInstant("setup"),
                fields.optionalInstant("running"),
                fields.optionalInstant("ended"),
                fields.optionalInstant("terminated"));
    }
}
