/** Clusters of this machine: a node is a directory, and what runs on it are ordinary processes. */
@NullMarked
package io.skyjobs.providers.local;

import org.jspecify.annotations.NullMarked;
