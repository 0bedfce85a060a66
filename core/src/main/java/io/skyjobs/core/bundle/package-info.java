/** From a task to the files that a node needs to run it. Pure. */
@NullMarked
package io.skyjobs.core.bundle;

import org.jspecify.annotations.NullMarked;
