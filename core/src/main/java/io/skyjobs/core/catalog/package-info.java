/**
 * Shapes and list prices of clouds, from snapshot files that come with the product.
 *
 * <p>Each file says at its head where its figures come from, of which day they are, and what was
 * computed. Nothing here calls a provider.
 */
@NullMarked
package io.skyjobs.core.catalog;

import org.jspecify.annotations.NullMarked;
