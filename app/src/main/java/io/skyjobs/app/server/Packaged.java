package io.skyjobs.app.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What the distribution brings for the server to give away. */
final class Packaged {
    private Packaged() {}

    /** The bytes of a resource, which must be there. */
    static byte[] bytes(String resource) {
        try (InputStream stream = Packaged.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing from the distribution");
            }
            return stream.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
