package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.Confinement;
import io.skyjobs.providers.local.LocalSettings.Capacity;
import io.skyjobs.spi.ClusterName;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is written down of a cluster before anything is made of it, and until nothing is left.
 *
 * @param name the cluster
 * @param installation who owns it
 * @param epoch number of the attempt it was made for
 * @param nodes how many nodes
 * @param reserved what it takes of the machine, over all nodes
 * @param stage how far it is
 * @param confinement how its processes are kept together
 */
record ClusterEntry(
        ClusterName name,
        String installation,
        long epoch,
        int nodes,
        Capacity reserved,
        Stage stage,
        Confinement confinement) {
    /** How far a cluster is. */
    enum Stage {
        MAKING,
        UP,
        REMOVING
    }

    ClusterEntry at(Stage next) {
        return new ClusterEntry(name, installation, epoch, nodes, reserved, next, confinement);
    }

    ClusterEntry of(long newer) {
        return new ClusterEntry(name, installation, newer, nodes, reserved, stage, confinement);
    }

    /** One {@code key=value} per line. */
    String text() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("name", name.value());
        fields.put("installation", installation);
        fields.put("epoch", Long.toString(epoch));
        fields.put("nodes", Integer.toString(nodes));
        fields.put("cpus", Double.toString(reserved.cpus()));
        fields.put("memory-gib", Double.toString(reserved.memoryGib()));
        fields.put("stage", stage.name());
        fields.putAll(confinement.fields());
        var text = new StringBuilder();
        fields.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static ClusterEntry parse(String text) {
        var fields = fields(text);
        return new ClusterEntry(
                new ClusterName(field(fields, "name")),
                field(fields, "installation"),
                Long.parseLong(field(fields, "epoch")),
                Integer.parseInt(field(fields, "nodes")),
                new Capacity(
                        Double.parseDouble(field(fields, "cpus")),
                        Double.parseDouble(field(fields, "memory-gib"))),
                Stage.valueOf(field(fields, "stage")),
                Confinement.parse(fields));
    }

    static Map<String, String> fields(String text) {
        var fields = new LinkedHashMap<String, String>();
        text.lines()
                .forEach(
                        line -> {
                            var equals = line.indexOf('=');
                            if (equals > 0) {
                                fields.put(line.substring(0, equals), line.substring(equals + 1));
                            }
                        });
        return fields;
    }

    static String field(Map<String, String> fields, String key) {
        var value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }
}
