package io.skyjobs.core.controller;

import io.skyjobs.spi.ClusterName;

import java.util.Map;
import java.util.Optional;

/** Who stands behind clusters. Safe for use from many threads. */
public interface Backers {
    /** By cluster: attempts that are live or being cleared away, as they are committed now. */
    Map<ClusterName, Backer> live();

    /** The attempt that a cluster was once made for, when it can be told. */
    Optional<Backer> former(ClusterName cluster);
}
