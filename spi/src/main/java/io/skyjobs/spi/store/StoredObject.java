package io.skyjobs.spi.store;

import java.time.Instant;

/**
 * What a store says of one object.
 *
 * @param uri its address
 * @param size in bytes
 * @param tag changes whenever the content does; only compared, never read
 * @param modified when it was written, by the store's clock
 */
public record StoredObject(StoreUri uri, long size, String tag, Instant modified) {}
