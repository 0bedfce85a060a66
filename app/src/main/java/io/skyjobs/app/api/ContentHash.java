package io.skyjobs.app.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The one way in which contents are named: SHA-256 in lower-case hexadecimal. */
public final class ContentHash {
    private ContentHash() {}

    /** A hash of nothing yet. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    /** The name of what a hash was given; it is of nothing again then. */
    public static String name(MessageDigest hash) {
        return HexFormat.of().formatHex(hash.digest());
    }

    /** The name of some bytes. */
    public static String of(byte[] bytes) {
        return name(updated(begin(), bytes));
    }

    private static MessageDigest updated(MessageDigest hash, byte[] bytes) {
        hash.update(bytes);
        return hash;
    }
}
