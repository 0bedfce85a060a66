package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Offer;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which machines are taken when a task says nothing of its size; always whole machines without
 * accelerators. Of providers whose families are not known here, any machine is.
 *
 * <p>The figures (8 vCPUs, 4 GiB of memory for each) are those that users of the reference system
 * know; the families are general purpose machines of each cloud, in their current generations.
 */
final class InstanceFamilies {
    /** vCPUs of a machine when neither vCPUs nor memory are asked for. */
    static final double USUAL_VCPUS = 8;

    /** GiB of memory for each vCPU when memory is not asked for. */
    static final double USUAL_GIB_PER_VCPU = 4;

    private static final Map<String, Pattern> USUAL =
            Map.of(
                    "aws", Pattern.compile("m[67]i\\..*"),
                    "gcp", Pattern.compile("n2-standard-.*"),
                    "azure", Pattern.compile("Standard_D\\d+s_v5"));

    /** Types whose vCPUs are promised for a part of the time only: never taken unless named. */
    private static final Map<String, List<Pattern>> SHARED =
            Map.of(
                    "aws", List.of(Pattern.compile("t[1-9][a-z]*\\..*")),
                    "gcp", List.of(Pattern.compile("(e2-(micro|small|medium)|[fg]1-.*)")),
                    "azure", List.of(Pattern.compile("Standard_B.*")));

    private InstanceFamilies() {}

    /** Whether a machine is one to take when neither vCPUs nor memory are asked for. */
    static boolean isUsual(Offer offer) {
        Pattern family = USUAL.get(offer.provider());
        double vcpus = offer.shape().vcpus();
        return family == null
                || (vcpus == USUAL_VCPUS
                        && offer.shape().memoryGib() == USUAL_VCPUS * USUAL_GIB_PER_VCPU
                        && family.matcher(offer.shape().instanceType()).matches());
    }

    /** Whether a machine has enough memory for its vCPUs when memory is not asked for. */
    static boolean hasUsualMemory(Offer offer) {
        return !USUAL.containsKey(offer.provider())
                || offer.shape().memoryGib() >= offer.shape().vcpus() * USUAL_GIB_PER_VCPU;
    }

    /** Whether a machine's vCPUs are promised for a part of the time only. */
    static boolean isShared(Offer offer) {
        return SHARED.getOrDefault(offer.provider(), List.of()).stream()
                .anyMatch(family -> family.matcher(offer.shape().instanceType()).matches());
    }
}
