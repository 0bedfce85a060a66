/** Lives of the whole controller under a virtual clock and a seed, with every promise checked. */
@NullMarked
package io.skyjobs.core.controller.life;

import org.jspecify.annotations.NullMarked;
