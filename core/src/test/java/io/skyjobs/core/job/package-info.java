/** Tests of the state machine, and the page that is made from it. */
@NullMarked
package io.skyjobs.core.job;

import org.jspecify.annotations.NullMarked;
