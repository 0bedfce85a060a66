package io.skyjobs.providers.ssh;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks.
 *
 * @param wall for people; decides nothing
 * @param nanos grows steadily while the process runs; measures how long a host is silent
 */
record Times(InstantSource wall, LongSupplier nanos) {}
