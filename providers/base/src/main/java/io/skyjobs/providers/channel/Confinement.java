package io.skyjobs.providers.channel;

import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the processes of a node are kept together; written down with each cluster that uses it. */
public sealed interface Confinement {
    /** Makes ready what a node's processes are put into. Idempotent. */
    void prepare(ClusterName cluster, int rank) throws IOException;

    /** What the agent is told of it. */
    Map<String, String> environment(ClusterName cluster, int rank);

    /** What to write down of it; {@link #parse} reads it again. */
    Map<String, String> fields();

    /**
     * Reads {@link #fields} among others.
     *
     * @throws IllegalArgumentException when one is missing
     */
    static Confinement parse(Map<String, String> fields) {
        return switch (field(fields, "confinement")) {
            case "CGROUP" ->
                    new Cgroup(
                            Path.of(field(fields, "cgroup")),
                            Optional.ofNullable(fields.get("memory-cgroup")).map(Path::of));
            case "NAMESPACE" -> new Namespace(field(fields, "command"));
            default -> new Scan();
        };
    }

    private static String field(Map<String, String> fields, String key) {
        return Optional.ofNullable(fields.get(key))
                .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is missing"));
    }

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
        public Map<String, String> fields() {
            var fields = new LinkedHashMap<String, String>();
            fields.put("confinement", "CGROUP");
            fields.put("cgroup", base.toString());
            memory.ifPresent(count -> fields.put("memory-cgroup", count.toString()));
            return fields;
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

        /** The cgroup of a node. */
        public static Path node(Path base, ClusterName cluster, int rank) {
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

        @Override
        public Map<String, String> fields() {
            var fields = new LinkedHashMap<String, String>();
            fields.put("confinement", "NAMESPACE");
            fields.put("command", command);
            return fields;
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

        @Override
        public Map<String, String> fields() {
            return Map.of("confinement", "SCAN");
        }
    }
}
