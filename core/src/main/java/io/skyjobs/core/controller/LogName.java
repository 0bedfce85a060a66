package io.skyjobs.core.controller;

import io.skyjobs.spi.LogPhase;

/**
 * Names one log: of one node and phase of an attempt.
 *
 * @param node rank of the node, 0 for the head
 */
public record LogName(long job, int task, int attempt, int node, LogPhase phase) {}
