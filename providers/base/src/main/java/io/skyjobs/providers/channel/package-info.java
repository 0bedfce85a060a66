/** What providers share: how the directory of a run is read, whatever brings its files here. */
@NullMarked
package io.skyjobs.providers.channel;

import org.jspecify.annotations.NullMarked;
