/**
 * Simulated clouds: machines that are processes of this machine or a model, in a world that does to
 * them what a scenario file or a person says.
 */
@NullMarked
package io.skyjobs.providers.sim;

import org.jspecify.annotations.NullMarked;
