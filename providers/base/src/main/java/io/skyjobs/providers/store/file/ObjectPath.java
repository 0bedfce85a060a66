package io.skyjobs.providers.store.file;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.StoreUri;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The file that holds an object: its key is the path below the bucket's directory, so that a bucket
 * can be used as the directory that it is. A key that no path can be is refused.
 */
final class ObjectPath {
    /** What most file systems allow for one name. */
    private static final int LONGEST_NAME = 255;

    /** Begins names of files that are being written; no key may. */
    static final String DRAFT = ".skyjobs-draft-";

    private ObjectPath() {}

    static Path of(Path bucket, StoreUri object) throws ObjectStoreException {
        String key = object.key();
        for (String name : key.split("/", -1)) {
            boolean wrong =
                    name.isEmpty()
                            || name.equals(".")
                            || name.equals("..")
                            || name.startsWith(DRAFT)
                            || name.indexOf('\0') >= 0
                            || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME;
            if (wrong) {
                throw refused(object);
            }
        }
        try {
            return bucket.resolve(key);
        } catch (InvalidPathException unwritable) {
            throw refused(object);
        }
    }

    private static ObjectStoreException refused(StoreUri object) {
        return new ObjectStoreException(
                Kind.INVALID,
                "KEY",
                "The store file cannot hold the key of "
                        + object
                        + ": its parts are names of files, neither empty nor '.' nor '..', of at most"
                        + " 255 bytes each.");
    }
}
