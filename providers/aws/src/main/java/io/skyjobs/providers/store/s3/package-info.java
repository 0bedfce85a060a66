/** S3 and the stores that speak its protocol. */
@NullMarked
package io.skyjobs.providers.store.s3;

import org.jspecify.annotations.NullMarked;
