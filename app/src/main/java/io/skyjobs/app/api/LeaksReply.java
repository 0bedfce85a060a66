package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the providers have with an owner tag of Skyjobs, and what object stores have of ours.
 *
 * @param installation our id
 * @param clean whether it is known that nothing is left over
 * @param providers one entry per loaded provider
 * @param stores one entry per object store that jobs have used
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record LeaksReply(
        String installation, boolean clean, List<Account> providers, List<Store> stores) {
    public LeaksReply {
        installation = Wire.text(installation);
        providers = Wire.list(providers);
        stores = Wire.list(stores);
    }

    /**
     * What one object store has.
     *
     * @param unknown why it is not known whether these are all of ours; empty when they are
     * @param note what could not be looked at, without which all of ours is known still
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Store(
            String name, String title, List<Storage> storages, String unknown, String note) {
        public Store {
            name = Wire.need(name, "name");
            title = Wire.text(title);
            storages = Wire.list(storages);
            unknown = Wire.text(unknown);
            note = Wire.text(note);
        }
    }

    /**
     * A bucket, or the place of a job's files in a shared one.
     *
     * @param standing {@code MATCHED}, {@code UNMATCHED} or {@code FOREIGN}
     * @param state {@code USED}, {@code REMOVING}, {@code LEFT} or {@code AGAIN}; empty for foreign
     *     ones
     * @param jobId what it was made for, where that is known
     * @param since since when it should be gone
     * @param reason why it is still there
     * @param installation whose it is; empty where that is not known
     * @param removable whether it is removed when what is left over is ended
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Storage(
            String address,
            String standing,
            String state,
            Optional<Long> jobId,
            Optional<Instant> since,
            String reason,
            String installation,
            boolean removable) {
        public Storage {
            address = Wire.need(address, "address");
            standing = Wire.need(standing, "standing");
            state = Wire.text(state);
            jobId = Wire.maybe(jobId);
            since = Wire.maybe(since);
            reason = Wire.text(reason);
            installation = Wire.text(installation);
        }

        /** Whether it is ours and nobody stands behind it. */
        public boolean leaked() {
            return standing.equals("UNMATCHED");
        }
    }

    /**
     * What one provider has.
     *
     * @param unknown why it is not known whether these are all of ours; empty when they are
     * @param note why clusters of other installations are not shown; empty when they are
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Account(
            String name, String title, List<Resource> resources, String unknown, String note) {
        public Account {
            name = Wire.need(name, "name");
            title = Wire.text(title);
            resources = Wire.list(resources);
            unknown = Wire.text(unknown);
            note = Wire.text(note);
        }
    }

    /**
     * A cluster that exists, wholly or in part.
     *
     * @param standing {@code MATCHED}, {@code UNMATCHED} or {@code FOREIGN}
     * @param phase {@code QUEUED}, {@code CREATING}, {@code UP} or {@code STOPPED}
     * @param nodes how many of its machines exist
     * @param installation whose it is
     * @param attempt what it was made for, where that is known
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Resource(
            String cluster,
            String standing,
            String phase,
            int nodes,
            String installation,
            Optional<Backer> attempt) {
        public Resource {
            cluster = Wire.need(cluster, "cluster");
            standing = Wire.need(standing, "standing");
            phase = Wire.text(phase);
            installation = Wire.text(installation);
            attempt = Wire.maybe(attempt);
        }

        /** Whether it is ours and nobody stands behind it. */
        public boolean leaked() {
            return standing.equals("UNMATCHED");
        }
    }

    /**
     * The attempt that a cluster was made for.
     *
     * @param status the task's status
     * @param requestedAt when it was asked for
     * @param pricePerHour dollars for all nodes together
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Backer(
            long jobId,
            int taskId,
            int number,
            String status,
            Instant requestedAt,
            double pricePerHour) {
        public Backer {
            status = Wire.text(status);
            requestedAt = Wire.need(requestedAt, "requested_at");
        }
    }
}
