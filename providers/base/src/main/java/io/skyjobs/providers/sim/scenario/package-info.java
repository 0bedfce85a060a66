/**
 * Scenario files of simulated clouds: what they may say, read once and checked, with the file, line
 * and field of whatever is wrong.
 */
@NullMarked
package io.skyjobs.providers.sim.scenario;

import org.jspecify.annotations.NullMarked;
