package io.skyjobs.testkit;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.RunRequest;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A provider as {@link ComputeProviderContract} sees it: the provider itself, what scripts it
 * understands, and how to do to it what no caller of a provider can.
 *
 * <p>What a provider cannot be made to do is an empty answer, and the tests that need it are
 * skipped.
 */
public interface ProviderUnderTest extends AutoCloseable {
    /** The provider; always the same one. */
    ComputeProvider provider();

    /** Another instance over the same state, as after a restart of the server. */
    Optional<ComputeProvider> restarted();

    /** A run of these scripts, of which either may be empty. */
    RunRequest request(long epoch, Optional<String> setup, Optional<String> run, boolean wait);

    /**
     * A run of this script with a hook for the event {@code preemption}; empty when hooks are not
     * run.
     */
    default Optional<RunRequest> hooked(long epoch, String run, String hook) {
        return Optional.empty();
    }

    /**
     * A run of this script with a bucket of the store {@code file}, seen at {@code ~/bucket}; empty
     * when nodes have no buckets.
     *
     * @param buckets directory of all buckets
     */
    default Optional<RunRequest> bucketed(long epoch, Path buckets, Bucketed how) {
        return Optional.empty();
    }

    /**
     * How a run has a bucket.
     *
     * @param mode {@code COPY}, {@code MOUNT} or {@code MOUNT_CACHED}
     * @param byRclone whether it is reached by {@code rclone} rather than as a directory
     */
    record Bucketed(String mode, String bucket, String run, boolean byRclone) {}

    /** What scripts are made of. */
    Scripts scripts();

    /** Makes a cluster in part, as if the creator had died in the middle. */
    void makeHalf(ClusterSpec spec);

    /**
     * Kills the process that watches over a run, as if from outside; false when it cannot be done.
     */
    boolean killRunner(ClusterName cluster, int rank, long epoch);

    /**
     * How many processes that scripts of a cluster started are there, by a way of counting that the
     * provider does not use itself. The argument is what the script {@link Scripts#stubbornTree}
     * was given.
     */
    Optional<Integer> count(String mark);

    /** Lets a little time pass: milliseconds of a real clock, seconds of another. */
    void pass();

    /** Ends what a test left, and lets go of everything. */
    @Override
    void close();

    /** Lines of scripts, each ended by a line feed where it is not the last. */
    interface Scripts {
        /** Prints a line. */
        String prints(String text);

        /** Ends with this exit code. */
        String exitsWith(int code);

        /** Does nothing until it is stopped, and then ends at once. */
        String runsUntilStopped();

        /** Does what a bash script does; empty where nothing is executed. */
        default Optional<String> shell(String script) {
            return Optional.empty();
        }

        /** Prints exactly these bytes. */
        Optional<String> printsBytes(byte[] bytes);

        /** Dies of a signal. */
        Optional<String> diesOf(int signal);

        /** Says {@code ready}, then does nothing, and goes on doing so when it is asked to end. */
        Optional<String> ignoresTheEnd();

        /**
         * Says {@code ready} and ends at once of TERM, while something that it started says {@code
         * told} at TERM, takes a second, says {@code saved} and ends.
         */
        default Optional<String> savesWhenTold() {
            return Optional.empty();
        }

        /**
         * Says {@code ready}, and ends with this exit code when {@link #lets} is called on the same
         * node.
         */
        default Optional<String> staysUntilLet(int code) {
            return Optional.empty();
        }

        /** Lets {@link #staysUntilLet} end. */
        default String lets() {
            return "";
        }

        /**
         * Starts three processes that are hard to find and hard to end (in a session of their own,
         * without a parent, deaf to TERM, with an empty environment), says {@code ready}, and
         * stays.
         *
         * @param mark a word by which {@link ProviderUnderTest#count} finds them
         */
        Optional<String> stubbornTree(String mark);
    }
}
