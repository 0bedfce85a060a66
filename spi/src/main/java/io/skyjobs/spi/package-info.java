/**
 * What an author of a compute provider sees: resources and offers, clusters and nodes, and the runs
 * on them.
 *
 * <p>Everything here is immutable unless it says otherwise, and depends on the JDK and JSpecify
 * only.
 */
@NullMarked
package io.skyjobs.spi;

import org.jspecify.annotations.NullMarked;
