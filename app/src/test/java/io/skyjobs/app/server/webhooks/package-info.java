/** Tests of what brings messages to receivers of webhooks. */
@NullMarked
package io.skyjobs.app.server.webhooks;

import org.jspecify.annotations.NullMarked;
