package io.skyjobs.core.webhook;

import io.skyjobs.core.job.ManagedJobStatus;

import java.net.URI;
import java.util.Set;

/**
 * Where status changes are sent. The key is never shown.
 *
 * @param id by which its messages are stored, see {@link EndpointId}
 * @param name as people know it
 * @param url where it receives
 * @param key what its messages are signed with, as it was written
 * @param statuses the statuses it is told of; empty for all
 * @param trusted whether the server's own configuration names it, so that it may be anywhere
 */
public record Endpoint(
        String id,
        String name,
        URI url,
        String key,
        Set<ManagedJobStatus> statuses,
        boolean trusted) {
    public Endpoint {
        statuses = Set.copyOf(statuses);
    }

    /** Whether it is told of a change. */
    public boolean wants(ManagedJobStatus status) {
        return statuses.isEmpty() || statuses.contains(status);
    }

    /** What shares its troubles and its limits: those of jobs by where they are. */
    public String destination() {
        return trusted ? id : url.getScheme() + "://" + url.getRawAuthority();
    }

    @Override
    public String toString() {
        return "Endpoint[" + id + "]";
    }
}
