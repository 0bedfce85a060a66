/** Shapes and list prices of clouds, from snapshot files. */
@NullMarked
package io.skyjobs.core.catalog;

import org.jspecify.annotations.NullMarked;
