package io.skyjobs.providers.channel;

import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.util.Optional;

/** What a provider has written down of its nodes. Asked from many threads. */
public interface NodeRegister {
    /** How the processes of a node are kept together; empty when nothing is known of it. */
    Optional<Confinement> confinement(ClusterName cluster, int rank) throws IOException;

    /** Whether a run may be started on a node; not while it is being removed. */
    boolean open(ClusterName cluster, int rank) throws IOException;
}
