@NullMarked
package io.skyjobs.bench;

import org.jspecify.annotations.NullMarked;
