/** Status changes as receivers of webhooks are told of them. Pure. */
@NullMarked
package io.skyjobs.core.webhook;

import org.jspecify.annotations.NullMarked;
