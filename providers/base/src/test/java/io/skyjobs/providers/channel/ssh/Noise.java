package io.skyjobs.providers.channel.ssh;

import java.util.SplittableRandom;

/** Bytes that are the same each time and cannot be guessed from each other. */
final class Noise {
    private Noise() {}

    static byte[] of(int length) {
        var bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }
}
