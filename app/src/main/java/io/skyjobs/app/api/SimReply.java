package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Optional;

/**
 * How the simulated clouds stand.
 *
 * @param clouds by name; empty when none is loaded
 * @param hint how to load one, when none is
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record SimReply(List<Cloud> clouds, Optional<String> hint) {
    public SimReply {
        clouds = Wire.list(clouds);
        hint = Wire.maybe(hint);
    }

    /**
     * A simulated cloud.
     *
     * @param name lower-case name
     * @param title name for people
     * @param source where it is described
     * @param zones its zones
     * @param troubles what is wrong in it now, one sentence each
     * @param clusters what exists in it
     * @param unknown why nothing is known of it; empty otherwise
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Cloud(
            String name,
            String title,
            String source,
            List<Zone> zones,
            List<String> troubles,
            List<Cluster> clusters,
            String unknown) {
        public Cloud {
            name = Wire.need(name, "name");
            title = Wire.text(title);
            source = Wire.text(source);
            zones = Wire.list(zones);
            troubles = Wire.list(troubles);
            clusters = Wire.list(clusters);
            unknown = Wire.text(unknown);
        }
    }

    /**
     * A zone.
     *
     * @param machines how many machines exist there
     * @param room how many more spot machines can be had now; empty for no limit
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Zone(String region, String zone, int machines, Optional<Integer> room) {
        public Zone {
            region = Wire.text(region);
            zone = Wire.text(zone);
            room = Wire.maybe(room);
        }
    }

    /**
     * A cluster.
     *
     * @param phase {@code QUEUED}, {@code CREATING}, {@code UP}, {@code STOPPED} or {@code GONE}
     * @param nodes how many of its machines exist
     * @param evidence the cloud's own words
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Cluster(String name, String phase, int nodes, String evidence) {
        public Cluster {
            name = Wire.need(name, "name");
            phase = Wire.text(phase);
            evidence = Wire.text(evidence);
        }
    }
}
