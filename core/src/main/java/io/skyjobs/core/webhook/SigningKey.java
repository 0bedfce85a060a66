package io.skyjobs.core.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The keys of signatures, as people write them. */
public final class SigningKey {
    /** What a key in base64 begins with, as the specification "Standard Webhooks" says. */
    public static final String PREFIX = "whsec_";

    /** The fewest bytes of a key. */
    public static final int SHORTEST = 16;

    /** What a key must be, to end a sentence with. */
    public static final String FORM =
            "whsec_ and at least " + SHORTEST + " bytes in base64, or a text of at least as many";

    private static final int LONGEST_TEXT = 1024;

    private SigningKey() {}

    /** The bytes that a text stands for; empty when it cannot be a key. */
    public static Optional<byte[]> bytes(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        try {
            byte[] bytes =
                    text.startsWith(PREFIX)
                            ? Base64.getDecoder().decode(text.substring(PREFIX.length()))
                            : text.getBytes(StandardCharsets.UTF_8);
            return Optional.of(bytes).filter(it -> it.length >= SHORTEST);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
