package io.skyjobs.core.job;

/** Why something happened or is waited for; stable names that scripts and documents may rely on. */
public enum ReasonCode {
    /** Accepted and about to be looked at. */
    SUBMITTED("Waiting for its turn."),
    /** Needs an earlier task of the same job. */
    EARLIER_TASK("Waiting for an earlier task of the job to succeed."),
    /** The limit of launches at the same time is reached. */
    LAUNCH_SLOTS("Waiting for other jobs to launch."),
    /** The limit of running jobs is reached. */
    RUNNING_LIMIT("Waiting for other jobs to end."),
    /** Its files are being uploaded, and its buckets looked at or made. */
    PREPARING("Its files and buckets are being prepared."),
    /** A place was chosen, and a cluster is being made or its run started. */
    LAUNCHING("Its cluster is being made."),
    /** It runs, and nothing stands in its way. */
    RUNNING("It runs."),
    /** No place has a machine of the shape now. */
    CAPACITY("No place that fits has capacity now."),
    /** The account may not have more of it. */
    QUOTA("The quota of the account is used up."),
    /** The provider asks for fewer requests. */
    THROTTLED("The provider asks to wait."),
    /** Trouble of a provider or a machine. */
    INFRASTRUCTURE("A provider or a machine had trouble."),
    /** A machine was taken back by its provider. */
    PREEMPTED("The provider took a machine back."),
    /** A machine, or the run on it, is gone. */
    NODE_LOST("A machine, or the run on it, was lost."),
    /** {@code run} ended with another code than 0. */
    USER_EXIT("The run command failed."),
    /** {@code run} or {@code setup} ended with a code that is always followed by a restart. */
    RECOVERABLE_EXIT("The run ended with an exit code that is always followed by a restart."),
    /** {@code setup} ended with another code than 0. */
    SETUP_EXIT("The setup command failed."),
    /** The kernel killed the run for want of memory. */
    OUT_OF_MEMORY("The run used more memory than its machine has."),
    /** Credentials are missing, wrong or expired. */
    AUTH("Credentials are missing, wrong or expired."),
    /** A bucket, or its mount on a machine, had trouble that is nobody's fault. */
    STORAGE("A bucket, or its mount on a machine, had trouble."),
    /** A bucket cannot be used as the job asks; its user must act. */
    STORAGE_REFUSED("A bucket cannot be used as the job asks."),
    /** The request can never succeed as it is. */
    CONFIG("The job can never run as it is written."),
    /** No place that is enabled can ever satisfy the request. */
    NO_RESOURCE("No enabled place has such a machine."),
    /** It ran for as long as it may. */
    MAX_DURATION("It ran for as long as max_duration allows."),
    /** It waited for as long as it may. */
    MAX_WAIT("It waited for as long as max_wait allows without running."),
    /** A cluster that was made beforehand is not needed. */
    NOT_NEEDED("The cluster that was made beforehand is not needed."),
    /** The user asked for it. */
    CANCELLED_BY_USER("Cancelled by its user."),
    /** An earlier task of the same job did not succeed. */
    EARLIER_TASK_FAILED("Skipped, because an earlier task did not succeed."),
    /** It did what it should. */
    SUCCEEDED("It succeeded.");

    private final String sentence;

    ReasonCode(String sentence) {
        this.sentence = sentence;
    }

    /** Whether machines, or runs on them, were lost through no doing of the user. */
    public boolean isLoss() {
        return this == PREEMPTED || this == NODE_LOST;
    }

    /** Whether it stays as it is until the user acts. */
    public boolean needsUser() {
        return this == AUTH || this == CONFIG || this == STORAGE_REFUSED;
    }

    /** What it means, in one sentence. */
    public String sentence() {
        return sentence;
    }
}
