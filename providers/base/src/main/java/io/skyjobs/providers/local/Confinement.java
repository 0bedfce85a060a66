package io.skyjobs.providers.local;

import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the processes of a node are kept together; written down with each cluster that uses it. */
sealed interface Confinement {
    /** Makes ready what a node's processes are put into. Idempotent. */
    void prepare(ClusterName cluster, int rank) throws IOException;

    /** What the agent is told of it. */
    Map<String, String> environment(ClusterName cluster, int rank);

    /** Takes away what serves no cluster any more. */
    default void tidy() {}

    /**
     * A cgroup per node.
     *
     * @param base cgroup v2 directory below which every cluster has one of its own
     * @param memory the same in the v1 memory hierarchy, where memory is counted there
     */
    record Cgroup(Path base, Optional<Path> memory) implements Confinement {
        @Override
        public void prepare(ClusterName cluster, int rank) throws IOException {
            Files.createDirectories(node(base, cluster, rank));
            if (memory.isPresent()) {
                Files.createDirectories(node(memory.get(), cluster, rank));
            }
        }

        @Override
        public Map<String, String> environment(ClusterName cluster, int rank) {
            var variables = new LinkedHashMap<String, String>();
            variables.put("SKYJOBS_CGROUP", node(base, cluster, rank).toString());
            memory.ifPresent(
                    count ->
                            variables.put(
                                    "SKYJOBS_MEMORY_CGROUP",
                                    node(count, cluster, rank).toString()));
            return variables;
        }

        @Override
        public void tidy() {
            removeEmpty(base);
            memory.ifPresent(Cgroup::removeEmpty);
        }

        private static void removeEmpty(Path group) {
            try {
                Files.deleteIfExists(group);
            } catch (IOException inUse) {
                // Another cluster or another instance has something in it.
            }
        }

        static Path node(Path base, ClusterName cluster, int rank) {
            return base.resolve(cluster.value()).resolve("node" + rank);
        }
    }

    /**
     * A PID namespace per script.
     *
     * @param command what starts one, in words without quotes
     */
    record Namespace(String command) implements Confinement {
        @Override
        public void prepare(ClusterName cluster, int rank) {
            // It is made when a script starts.
        }

        @Override
        public Map<String, String> environment(ClusterName cluster, int rank) {
            return Map.of("SKYJOBS_CONFINE", command);
        }
    }

    /** Nothing but sessions and the marker that every process inherits. */
    record Scan() implements Confinement {
        @Override
        public void prepare(ClusterName cluster, int rank) {
            // The marker is part of the environment.
        }

        @Override
        public Map<String, String> environment(ClusterName cluster, int rank) {
            return Map.of();
        }
    }
}
