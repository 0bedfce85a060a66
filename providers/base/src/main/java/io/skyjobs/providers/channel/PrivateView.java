package io.skyjobs.providers.channel;

/**
 * Whether scripts of nodes can be shown files at absolute paths of their machine, so that nobody
 * else there sees them and nothing of them stays.
 */
public sealed interface PrivateView {
    /** The variable by which {@code agent.sh} is told of the command. */
    String VARIABLE = "SKYJOBS_VIEW";

    /**
     * They can.
     *
     * @param command what gives a program mounts of its own, in words without quotes
     */
    record Possible(String command) implements PrivateView {}

    /**
     * They cannot.
     *
     * @param why what the machine said, without a full stop
     */
    record Impossible(String why) implements PrivateView {}

    /** Why files cannot be placed at a destination on such a machine, and what helps. */
    static String refusal(String destination, String why) {
        return "Files cannot be placed at "
                + destination
                + ": the node shares the file system of its machine with others, and the machine"
                + " allows no view of its own ("
                + why
                + "). Use a path below ~ instead, or allow user namespaces there (sysctl"
                + " user.max_user_namespaces and, where there is one,"
                + " kernel.apparmor_restrict_unprivileged_userns=0).";
    }
}
