/** Azure Blob Storage. */
@NullMarked
package io.skyjobs.providers.store.azureblob;

import org.jspecify.annotations.NullMarked;
