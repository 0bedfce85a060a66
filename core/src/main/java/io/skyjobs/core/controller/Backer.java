package io.skyjobs.core.controller;

import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.spi.UsdPerHour;

import java.time.Instant;

/**
 * The attempt of a job that a cluster was made for.
 *
 * @param status the task's public status
 * @param requested when the intent to make the cluster was committed
 * @param price for all its nodes together, as it was when the place was chosen
 */
public record Backer(
        long job,
        int task,
        int attempt,
        ManagedJobStatus status,
        Instant requested,
        UsdPerHour price) {}
