package io.skyjobs.app.server;

import io.skyjobs.core.webhook.Endpoint;

import java.util.List;

/**
 * Who is told of changes of jobs.
 *
 * @param endpoints those who are told of all jobs
 * @param jobsMayUseHttp whether jobs may name others without TLS
 * @param jobsMayReachPrivate whether jobs may name addresses that are not public
 */
record WebhookConfig(
        List<Endpoint> endpoints, boolean jobsMayUseHttp, boolean jobsMayReachPrivate) {
    /** Nobody, and jobs are held to the public internet. */
    static final WebhookConfig NONE = new WebhookConfig(List.of(), false, false);

    WebhookConfig {
        endpoints = List.copyOf(endpoints);
    }
}
