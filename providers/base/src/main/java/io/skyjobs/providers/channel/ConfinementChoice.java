package io.skyjobs.providers.channel;

/** How the processes of a node are kept together, so that none outlives it. */
public enum ConfinementChoice {
    /** The best that this machine allows, in the order below. */
    BEST,
    /** A cgroup per node: the kernel ends all of them, and says that none is left. */
    CGROUP,
    /** A PID namespace per script: all of them end with its first process. */
    NAMESPACE,
    /** Sessions and a marker in the environment: a process can hide from it. */
    SCAN
}
