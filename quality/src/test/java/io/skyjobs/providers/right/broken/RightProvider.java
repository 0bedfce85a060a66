package io.skyjobs.providers.right.broken;

import io.skyjobs.providers.left.broken.LeftProvider;

/** Knows its neighbour, which knows it too. */
@SuppressWarnings("unused")
public final class RightProvider {
    private LeftProvider neighbour;
}
