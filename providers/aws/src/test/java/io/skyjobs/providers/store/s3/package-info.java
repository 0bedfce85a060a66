/** Stores that speak S3, against real servers. */
@NullMarked
package io.skyjobs.providers.store.s3;

import org.jspecify.annotations.NullMarked;
