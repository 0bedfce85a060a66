/** Google Cloud Storage. */
@NullMarked
package io.skyjobs.providers.store.gcs;

import org.jspecify.annotations.NullMarked;
