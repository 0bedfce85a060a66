package io.skyjobs.core.optimizer;

/**
 * Why an offer does not satisfy an option; stable names, in the order in which they are checked.
 */
public enum RejectionCode {
    /** It lies outside the cloud, region or zone that is asked for. */
    PLACE,
    /** Spot machines are asked for, and the provider has none. */
    NO_SPOT,
    /** Clusters of several nodes are not possible there. */
    NO_MULTI_NODE,
    /** Ports cannot be opened there. */
    NO_PORTS,
    /** Images cannot be chosen there. */
    NO_IMAGES,
    /** Buckets cannot be mounted there. */
    NO_FUSE,
    /** Clusters cannot be kept without running there. */
    NO_STOP,
    /** It is spot where on demand is asked for, or the other way round. */
    MARKET,
    /** Another instance type is asked for. */
    INSTANCE_TYPE,
    /** It has none of the accelerators asked for, or has some where none are asked for. */
    ACCELERATOR,
    /** It has another number of the accelerators asked for. */
    ACCELERATOR_COUNT,
    /** It has fewer vCPUs than asked for. */
    TOO_FEW_CPUS,
    /** It has more vCPUs than exactly asked for. */
    TOO_MANY_CPUS,
    /** It has less memory than asked for. */
    TOO_LITTLE_MEMORY,
    /** It has more memory than exactly asked for. */
    TOO_MUCH_MEMORY,
    /** Sizes are left open, and it is not of the sizes that are then taken. */
    NOT_USUAL_SIZE,
    /** No image is given for its region. */
    IMAGE_REGION,
    /** A node costs more than {@code max_hourly_cost}. */
    PRICE,
    /** It failed not long ago. */
    BLOCKED,
    /** Its provider is not enabled. */
    NOT_ENABLED
}
