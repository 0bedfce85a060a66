package io.skyjobs.core.controller;

import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.MessageSender;

import java.util.List;

/**
 * Whom the server tells of changes of all jobs, and how messages are brought to them.
 *
 * @param endpoints those of the server's configuration
 * @param sender brings messages, to those of jobs too
 */
public record Webhooks(List<Endpoint> endpoints, MessageSender sender) {
    /** Nobody is told of anything. */
    public static final Webhooks NONE =
            new Webhooks(
                    List.of(),
                    (endpoint, message) ->
                            new MessageSender.Answer.Refused("Nothing is sent from here."));

    public Webhooks {
        endpoints = List.copyOf(endpoints);
    }
}
