/** Fakes that pass the same contracts as the real thing, and the contracts themselves. */
@NullMarked
package io.skyjobs.testkit;

import org.jspecify.annotations.NullMarked;
