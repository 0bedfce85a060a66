package io.skyjobs.core.spec;

import java.util.Optional;

/** A flag of the command line that overrides one field of a task, and has one value. */
public enum Flag {
    /** {@code -n}: name of the job. */
    NAME("--name", "", true),
    /** The working directory. */
    WORKDIR("--workdir", "", true),
    /** A git repository as working directory. */
    GIT_URL("--git-url", "", true),
    /** Branch, tag or commit of that repository. */
    GIT_REF("--git-ref", "", true),
    /** Number of nodes. */
    NUM_NODES("--num-nodes", "", false),
    /** Cloud, region and zone in one. */
    INFRA("--infra", "infra", true),
    /** Cloud alone. */
    CLOUD("--cloud", "cloud", true),
    /** Region alone. */
    REGION("--region", "region", true),
    /** Zone alone. */
    ZONE("--zone", "zone", true),
    /** Instance type. */
    INSTANCE_TYPE("--instance-type", "instance_type", true),
    /** Virtual CPUs. */
    CPUS("--cpus", "cpus", true),
    /** Memory. */
    MEMORY("--memory", "memory", true),
    /** Accelerators. */
    GPUS("--gpus", "accelerators", true),
    /** {@code true} for {@code --use-spot}, {@code false} for {@code --no-use-spot}. */
    USE_SPOT("--use-spot", "use_spot", false),
    /** Size of the system disk. */
    DISK_SIZE("--disk-size", "disk_size", true),
    /** Speed of the system disk. */
    DISK_TIER("--disk-tier", "disk_tier", true),
    /** Speed of the network. */
    NETWORK_TIER("--network-tier", "network_tier", true),
    /** Local disk. */
    LOCAL_DISK("--local-disk", "local_disk", true),
    /** Most dollars per node and hour. */
    MAX_HOURLY_COST("--max-hourly-cost", "max_hourly_cost", false),
    /** Machine image. */
    IMAGE_ID("--image-id", "image_id", true),
    /** Recovery strategy; {@code none} means that there is never a second attempt. */
    JOB_RECOVERY("--job-recovery", "job_recovery", true),
    /** Priority of the job. */
    PRIORITY("--priority", "priority", false);

    private final String option;
    private final String resource;
    private final boolean text;

    Flag(String option, String resource, boolean text) {
        this.option = option;
        this.resource = resource;
        this.text = text;
    }

    /** How it is written on the command line. */
    public String option() {
        return option;
    }

    /** The field of {@code resources} that it sets, when it sets one. */
    Optional<String> resource() {
        return resource.isEmpty() ? Optional.empty() : Optional.of(resource);
    }

    /** Whether {@code none} takes the field away instead of setting it. */
    boolean isResetBy(String value) {
        boolean resettable = this == WORKDIR || (resource().isPresent() && this != JOB_RECOVERY);
        return resettable && value.equalsIgnoreCase("none");
    }

    /** A value of it as a node of the tree. */
    Node node(String value) {
        return new Node.Text(Place.ofFlag(option), value, !text, Node.Span.NONE);
    }
}
