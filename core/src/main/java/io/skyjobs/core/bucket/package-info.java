/** Buckets that this installation made, as durable things of their own. Pure. */
@NullMarked
package io.skyjobs.core.bucket;

import org.jspecify.annotations.NullMarked;
