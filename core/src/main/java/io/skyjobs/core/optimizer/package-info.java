/**
 * From what is asked and what is offered to a ranked plan, with a reason for every rejected offer.
 *
 * <p>Pure: the same request always gives the same plan, in whatever order the offers come. Nothing
 * here reads files, clocks or networks; everything is immutable and may be used from many threads.
 */
@NullMarked
package io.skyjobs.core.optimizer;

import org.jspecify.annotations.NullMarked;
