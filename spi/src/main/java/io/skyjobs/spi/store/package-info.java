/** What the author of an object store plugin sees. */
@NullMarked
package io.skyjobs.spi.store;

import org.jspecify.annotations.NullMarked;
