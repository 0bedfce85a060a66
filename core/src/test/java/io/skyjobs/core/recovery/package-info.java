/** Tests of retry budgets. */
@NullMarked
package io.skyjobs.core.recovery;

import org.jspecify.annotations.NullMarked;
