package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;

/**
 * Clusters that may exist.
 *
 * @param clusters newest first, at most as many as were asked for
 * @param total how many there are
 * @param pricePerHour dollars for all of them together
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record ClustersReply(List<ClusterView> clusters, int total, double pricePerHour) {
    public ClustersReply {
        clusters = Wire.list(clusters);
    }

    /**
     * A cluster.
     *
     * @param name its name
     * @param infra where it is
     * @param resources nodes and shape, such as {@code 1x(cpus=8, mem=32, m6i.2xlarge)}
     * @param nodes how many nodes
     * @param status {@code INIT}, {@code UP}, {@code STOPPED} or {@code TERMINATING}
     * @param launchedAt when it was asked for
     * @param owner who it is for, in words
     * @param jobId managed job it is for; 0 when for none
     * @param pricePerHour dollars for all nodes together
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record ClusterView(
            String name,
            String infra,
            String resources,
            int nodes,
            String status,
            Instant launchedAt,
            String owner,
            long jobId,
            double pricePerHour) {
        public ClusterView {
            name = Wire.need(name, "name");
            infra = Wire.text(infra);
            resources = Wire.text(resources);
            status = Wire.text(status);
            launchedAt = Wire.need(launchedAt, "launched_at");
            owner = Wire.text(owner);
        }
    }
}
