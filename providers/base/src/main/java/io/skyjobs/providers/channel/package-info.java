/**
 * What providers share: how the directory of a run is read, whatever brings its files here, and
 * nodes that are directories of this machine with processes in them.
 */
@NullMarked
package io.skyjobs.providers.channel;

import org.jspecify.annotations.NullMarked;
