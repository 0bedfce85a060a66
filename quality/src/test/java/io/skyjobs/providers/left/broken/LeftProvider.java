package io.skyjobs.providers.left.broken;

import io.skyjobs.providers.right.broken.RightProvider;

/** Knows its neighbour, which knows it too. */
@SuppressWarnings("unused")
public final class LeftProvider {
    private RightProvider neighbour;
}
