package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Offer;

/**
 * Offers of one provider that do not satisfy one option, all for the same reason.
 *
 * @param option index of the option, from 0
 * @param provider lower-case provider name
 * @param code the reason
 * @param sentence the reason in one sentence, about {@code example}
 * @param count how many offers
 * @param example of these offers the one that comes closest
 */
public record Rejection(
        int option,
        String provider,
        RejectionCode code,
        String sentence,
        int count,
        Offer example) {}
