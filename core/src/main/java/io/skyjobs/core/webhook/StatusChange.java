package io.skyjobs.core.webhook;

import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.job.Reason;
import io.skyjobs.spi.Offer;

import java.time.Instant;
import java.util.Optional;

/**
 * One change of the public status of a job, as it was committed.
 *
 * @param before the status before it; empty for a job that was just accepted
 * @param after the status that it has now
 * @param at when it was recorded
 * @param task index of the task that gave the job its status
 * @param attempt number of that task's newest attempt; 0 before the first
 * @param offer where that attempt is or was; empty when nothing of it may exist any more
 * @param reason why, in one sentence; without evidence
 */
public record StatusChange(
        Optional<ManagedJobStatus> before,
        ManagedJobStatus after,
        Instant at,
        int task,
        int attempt,
        Optional<Offer> offer,
        Reason reason) {}
