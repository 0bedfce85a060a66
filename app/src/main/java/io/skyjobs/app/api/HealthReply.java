package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

/**
 * How the server is; the only answer that needs no token.
 *
 * @param status {@code healthy} or {@code read_only}
 * @param version release of the server
 * @param wireVersion {@link Wire#VERSION} of the server
 * @param commit commit it was built from; {@code unknown} outside a release
 * @param pid its process; 0 to who gives no token
 * @param sentence why it is read-only, or that all is well
 * @param store where jobs are stored, without credentials; empty to who gives no token
 * @param liveJobs jobs that have not ended
 * @param launching launches under way
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record HealthReply(
        String status,
        String version,
        int wireVersion,
        String commit,
        long pid,
        String sentence,
        String store,
        int liveJobs,
        int launching) {
    public HealthReply {
        status = Wire.need(status, "status");
        version = Wire.need(version, "version");
        commit = Wire.text(commit);
        sentence = Wire.text(sentence);
        store = Wire.text(store);
    }
}
