package io.skyjobs.core.optimizer;

/**
 * Why an offer does not satisfy an option; stable names, in the order in which they are checked.
 */
public enum RejectionCode {
    /** It lies outside the cloud, region or zone that is asked for. */
    PLACE("It lies outside the cloud, region or zone that is asked for."),
    /** Spot machines are asked for, and the provider has none. */
    NO_SPOT("Spot machines are asked for, and the provider has none."),
    /** Clusters of several nodes are not possible there. */
    NO_MULTI_NODE("Clusters of several nodes are not possible there."),
    /** Ports cannot be opened there. */
    NO_PORTS("Ports cannot be opened there."),
    /** Images cannot be chosen there. */
    NO_IMAGES("Images cannot be chosen there."),
    /** Buckets cannot be mounted there. */
    NO_FUSE("Buckets cannot be mounted there."),
    /** Nodes share their file system, and files are to be placed outside of the home. */
    SHARED_FILES(
            "Nodes share their file system and allow no view of their own, and files are to be placed"
                    + " outside of the home."),
    /** Nodes do not see the disk of the server's machine, on which a bucket of the job lies. */
    NO_SERVER_DISK(
            "Nodes do not see the disk of the server's machine, on which a bucket of the job lies."),
    /** Clusters cannot be kept without running there. */
    NO_STOP("Clusters cannot be kept without running there."),
    /** It is spot where on demand is asked for, or the other way round. */
    MARKET("It is spot where on demand is asked for, or the other way round."),
    /** Another instance type is asked for. */
    INSTANCE_TYPE("Another instance type is asked for."),
    /** It has none of the accelerators asked for, or has some where none are asked for. */
    ACCELERATOR("It has none of the accelerators asked for, or has some where none are asked for."),
    /** It has another number of the accelerators asked for. */
    ACCELERATOR_COUNT("It has another number of the accelerators asked for."),
    /** It has fewer vCPUs than asked for. */
    TOO_FEW_CPUS("It has fewer vCPUs than asked for."),
    /** It has more vCPUs than exactly asked for. */
    TOO_MANY_CPUS("It has more vCPUs than exactly asked for."),
    /** It has less memory than asked for. */
    TOO_LITTLE_MEMORY("It has less memory than asked for."),
    /** It has more memory than exactly asked for. */
    TOO_MUCH_MEMORY("It has more memory than exactly asked for."),
    /** Sizes are left open, and it is not of the sizes that are then taken. */
    NOT_USUAL_SIZE("Sizes are left open, and it is not of the sizes that are then taken."),
    /** No image is given for its region. */
    IMAGE_REGION("No image is given for its region."),
    /** A node costs more than {@code max_hourly_cost}. */
    PRICE("A node costs more than max_hourly_cost."),
    /** It failed not long ago. */
    BLOCKED("It failed not long ago."),
    /** Its provider is not enabled. */
    NOT_ENABLED("Its provider is not enabled.");

    private final String sentence;

    RejectionCode(String sentence) {
        this.sentence = sentence;
    }

    /** What it means, in one sentence. */
    public String sentence() {
        return sentence;
    }
}
