/** Held connections over SSH: the way to machines of the user and to machines of clouds. */
@NullMarked
package io.skyjobs.providers.channel.ssh;

import org.jspecify.annotations.NullMarked;
