package io.skyjobs.spi;

import java.util.Optional;

/**
 * Where a task may run; an empty part leaves it open.
 *
 * @param cloud lower-case provider name, such as {@code aws}, {@code local} or {@code ssh}
 * @param region region, Kubernetes context, SSH pool or Slurm cluster
 * @param zone zone or Slurm partition
 */
public record Infra(Optional<String> cloud, Optional<String> region, Optional<String> zone) {
    /** Anywhere. */
    public static final Infra ANY = new Infra(Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether an offer lies within these bounds. */
    public boolean admits(Offer offer) {
        return cloud.map(offer.provider()::equalsIgnoreCase).orElse(true)
                && region.map(wanted -> offer.region().filter(wanted::equals).isPresent())
                        .orElse(true)
                && zone.map(wanted -> offer.zone().map(wanted::equals).orElse(true)).orElse(true);
    }

    /** {@code aws/us-east-1/us-east-1a}, with {@code *} for an open part in the middle. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(cloud.orElse("*"));
        if (region.isPresent() || zone.isPresent()) {
            text.append('/').append(region.orElse("*"));
        }
        zone.ifPresent(name -> text.append('/').append(name));
        return text.toString();
    }
}
