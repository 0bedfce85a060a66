package io.skyjobs.spi;

import java.util.Map;

/**
 * A run to start on a node: everything the node needs, in one piece.
 *
 * <p>A channel starts it with {@code sh agent.sh start DIRECTORY}, where the directory is {@code
 * $HOME/.sky/runs/EPOCH} on the node and holds the files, and an empty file {@code wait} where the
 * run is to hold after its setup. What else is in that directory is written by the agent alone.
 *
 * @param epoch number of the attempt; names the run's directory
 * @param files the bundle: file name (no directories) to content, written with mode 600 and never
 *     on a command line; {@link #AGENT} and {@link #ENVIRONMENT} are always among them
 * @param waitAfterSetup whether the run holds after its setup until {@link NodeChannel#proceed}
 */
public record RunRequest(long epoch, Map<String, String> files, boolean waitAfterSetup) {
    /** Name of the POSIX shell program that runs the run and writes all that is known of it. */
    public static final String AGENT = "agent.sh";

    /** Name of the file with the environment variables of the scripts. */
    public static final String ENVIRONMENT = "env.sh";

    /** Name of the bash script that prepares the node; missing when there is none. */
    public static final String SETUP = "setup.sh";

    /** Name of the bash script that does the work; missing when there is none. */
    public static final String RUN = "run.sh";

    /**
     * Name of the bash script that is run when the machine is about to be taken, instead of TERM to
     * the run; missing when there is none.
     */
    public static final String PREEMPTION_HOOK = "preemption.sh";

    /**
     * Name of the POSIX shell program that brings buckets to the node and saves what was written to
     * them; missing when there are none.
     */
    public static final String STORAGE = "storage.sh";

    /**
     * Name of the POSIX shell program that shows scripts files at absolute paths of a machine that
     * the node shares with others.
     */
    public static final String VIEW = "view.sh";

    /**
     * Name of the POSIX shell program that scripts call as {@code sky-checkpoint}; missing when no
     * bucket is mounted.
     */
    public static final String CHECKPOINT = "checkpoint.sh";

    /** Name of the list of what {@link #STORAGE} brings. */
    public static final String MOUNTS = "mounts.sh";

    /**
     * Name of the file with the credentials of stores, as the program {@code rclone} reads it;
     * missing when none is needed. The node removes it when the run ends.
     */
    public static final String REMOTES = "rclone.conf";

    /**
     * What the names of the files begin with from which {@code rclone} takes credentials that are
     * lent for a time, again and again; missing when none are. The node removes them when the run
     * ends.
     */
    public static final String LENT = "lent";

    public RunRequest {
        files = Map.copyOf(files);
    }
}
