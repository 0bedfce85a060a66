package io.skyjobs.providers.sim;

import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What a simulated cloud says when it cannot do what it is asked. */
final class SimErrors {
    private SimErrors() {}

    static ProvisionException silent(String title) {
        return new ProvisionException(
                Kind.INFRASTRUCTURE,
                Reach.PLACE,
                "ServiceUnavailable",
                title + " does not answer: its interface is out of order.");
    }

    static ProvisionException refused(String title) {
        return new ProvisionException(
                Kind.AUTH,
                Reach.PROVIDER,
                "AuthFailure",
                title + " refuses the credentials: log in again.");
    }

    static ProvisionException throttled(String title, Duration wait) {
        return new ProvisionException(
                Kind.THROTTLED,
                Reach.PLACE,
                "RequestLimitExceeded",
                title + " takes no more requests for now.",
                Optional.of(wait));
    }

    static ProvisionException noPlace(ClusterSpec spec) {
        return new ProvisionException(
                Kind.CONFIG,
                Reach.REGION,
                "InvalidPlacement",
                "There is no " + spec.offer() + " in the scenario.");
    }

    static ProvisionException full(ClusterSpec spec, String place, Reach reach) {
        return new ProvisionException(
                Kind.CAPACITY,
                reach,
                "InsufficientInstanceCapacity",
                "There is no room for "
                        + spec.nodes()
                        + " x "
                        + spec.offer().shape().instanceType()
                        + (spec.offer().spot() ? "[Spot]" : "")
                        + " in "
                        + place
                        + " now.");
    }

    static ProvisionException outage(String place, Reach reach) {
        return new ProvisionException(
                Kind.INFRASTRUCTURE,
                reach,
                "Outage",
                "There is an outage of " + place + ": nothing can be made there.");
    }

    static ProvisionException quota(String region, String limit) {
        return new ProvisionException(
                Kind.QUOTA,
                Reach.REGION,
                "LimitExceeded",
                "The account may not have more than "
                        + limit
                        + " in "
                        + region
                        + ": ask the cloud for a higher quota.");
    }

    static ProvisionException half(ClusterSpec spec, int made) {
        return new ProvisionException(
                made < spec.nodes() ? Kind.CAPACITY : Kind.INFRASTRUCTURE,
                made < spec.nodes() ? Reach.ZONE : Reach.PLACE,
                "PartialResult",
                "Of the "
                        + spec.nodes()
                        + " machines of "
                        + spec.name()
                        + ", "
                        + made
                        + " were made before the request failed.");
    }

    static ProvisionException late(ClusterSpec spec, String why) {
        return new ProvisionException(
                Kind.INFRASTRUCTURE,
                Reach.PLACE,
                "LateRequest",
                "The cluster "
                        + spec.name()
                        + " is not made for attempt "
                        + spec.epoch()
                        + ", because "
                        + why
                        + ".");
    }

    static ProvisionException lost(ClusterSpec spec, String evidence) {
        return new ProvisionException(
                Kind.CAPACITY,
                Reach.ZONE,
                "InstanceLost",
                "The cluster "
                        + spec.name()
                        + " lost machines before it was ready: "
                        + evidence
                        + ".");
    }

    static ProvisionException nothing(String sentence) {
        return new ProvisionException(Kind.CONFIG, Reach.GIVE_UP, "NotFound", sentence);
    }

    static ProvisionException trouble(String title, IOException trouble) {
        var failure =
                new ProvisionException(
                        Kind.INFRASTRUCTURE,
                        Reach.PLACE,
                        trouble.getClass().getSimpleName(),
                        title + " could not be simulated: " + trouble.getMessage() + ".");
        failure.initCause(trouble);
        return failure;
    }
}
