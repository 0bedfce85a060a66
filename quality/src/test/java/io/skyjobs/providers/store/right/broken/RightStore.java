package io.skyjobs.providers.store.right.broken;

import io.skyjobs.providers.store.left.broken.LeftStore;

/** Knows its neighbour, which knows it too. */
@SuppressWarnings("unused")
public final class RightStore {
    private LeftStore neighbour;
}
