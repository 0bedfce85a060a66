package io.skyjobs.providers.store.left.broken;

import io.skyjobs.providers.store.right.broken.RightStore;

/** Knows its neighbour, which knows it too. */
@SuppressWarnings("unused")
public final class LeftStore {
    private RightStore neighbour;
}
