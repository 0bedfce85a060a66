package io.skyjobs.providers.ssh;

/**
 * What the provider is made of; all of it is safe for use from many threads.
 *
 * @param book what was made
 * @param hosts the hosts
 * @param fan asks many of them
 * @param clearing ends what was given up
 * @param placing finds room
 * @param limits how long to wait
 */
record Parts(
        ClusterBook book,
        Hosts hosts,
        Fan fan,
        Clearing clearing,
        Placing placing,
        PoolLimits limits) {}
