/** From what is asked and what is offered to a ranked plan, with a reason for every rejected offer. Pure. */
@NullMarked
package io.skyjobs.core.optimizer;

import org.jspecify.annotations.NullMarked;
