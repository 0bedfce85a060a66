/**
 * The durable life of a job: states, events, and the one function that leads from state to state.
 * Pure.
 */
@NullMarked
package io.skyjobs.core.job;

import org.jspecify.annotations.NullMarked;
