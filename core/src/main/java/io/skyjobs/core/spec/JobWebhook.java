package io.skyjobs.core.spec;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Who else is told of each change of a job's status.
 *
 * @param url where it receives
 * @param secret name of the secret that its messages are signed with; no node is given it
 * @param statuses the public statuses that it is told of; empty for all
 * @param name as people know it; empty when it has none
 */
public record JobWebhook(URI url, String secret, List<String> statuses, Optional<String> name) {
    public JobWebhook {
        statuses = List.copyOf(statuses);
    }
}
