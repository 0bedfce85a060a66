/**
 * A program that measures the controller with simulated nodes, against a calibration of its own
 * run.
 */
@NullMarked
package io.skyjobs.bench;

import org.jspecify.annotations.NullMarked;
