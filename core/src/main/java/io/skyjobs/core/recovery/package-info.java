/** Whether and how a lost or failed attempt is followed by another. Pure. */
@NullMarked
package io.skyjobs.core.recovery;

import org.jspecify.annotations.NullMarked;
