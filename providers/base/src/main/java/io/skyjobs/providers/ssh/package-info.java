/** Machines of the user, reached over SSH, as places for clusters. */
@NullMarked
package io.skyjobs.providers.ssh;

import org.jspecify.annotations.NullMarked;
