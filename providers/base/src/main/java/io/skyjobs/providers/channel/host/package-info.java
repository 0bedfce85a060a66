/**
 * The node agent's protocol: what is asked of a host over one held stream, whatever carries it.
 * Everything that is known of a node is in files on its host.
 */
@NullMarked
package io.skyjobs.providers.channel.host;

import org.jspecify.annotations.NullMarked;
