package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Offer;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.UsdPerHour;

/**
 * A place that satisfies an option.
 *
 * @param offer the place, narrowed to the zone that is asked for and to zones that are not blocked
 * @param option index of the option that it satisfies, from 0; the first of several
 * @param resources that option
 * @param total price of all nodes
 * @param title the provider's name for people
 * @param enabled whether the provider can be used now; if not, the place is never chosen
 */
public record Candidate(
        Offer offer,
        int option,
        Resources resources,
        UsdPerHour total,
        String title,
        boolean enabled) {}
