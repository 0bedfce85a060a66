/** How messages are brought to receivers of webhooks: signatures, addresses, requests. */
@NullMarked
package io.skyjobs.app.server.webhooks;

import org.jspecify.annotations.NullMarked;
