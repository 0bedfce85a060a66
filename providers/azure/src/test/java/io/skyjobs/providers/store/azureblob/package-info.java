/** Azure Blob Storage, against servers that stand for it. */
@NullMarked
package io.skyjobs.providers.store.azureblob;

import org.jspecify.annotations.NullMarked;
