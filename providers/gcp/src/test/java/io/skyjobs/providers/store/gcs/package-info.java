/** Google Cloud Storage, against a server of tests that speaks its JSON API. */
@NullMarked
package io.skyjobs.providers.store.gcs;

import org.jspecify.annotations.NullMarked;
