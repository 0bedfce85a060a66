/** Buckets that are directories of the control plane's machine. */
@NullMarked
package io.skyjobs.providers.store.file;

import org.jspecify.annotations.NullMarked;
