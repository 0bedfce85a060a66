/** Tests of the store: one contract, and one class for each kind of store. */
@NullMarked
package io.skyjobs.core.persistence;

import org.jspecify.annotations.NullMarked;
