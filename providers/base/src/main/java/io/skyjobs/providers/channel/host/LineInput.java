package io.skyjobs.providers.channel.host;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines and raw bytes of one stream, by turns. For one thread. */
final class LineInput {
    private static final int BUFFER = 32 * 1024;

    private final InputStream input;
    private final byte[] line;

    /**
     * @param longest bytes that a line may have
     */
    LineInput(InputStream input, int longest) {
        this.input = new BufferedInputStream(input, BUFFER);
        this.line = new byte[longest];
    }

    /**
     * The next line without its end; empty at the end of the stream, also where that cuts a line.
     *
     * @throws IOException when it is too long, or the stream broke
     */
    Optional<String> line() throws IOException {
        for (var length = 0; ; length++) {
            var next = input.read();
            if (next < 0) {
                return Optional.empty();
            }
            if (next == '\n') {
                return Optional.of(new String(line, 0, length, StandardCharsets.UTF_8));
            }
            if (length == line.length) {
                throw new IOException("a line is longer than " + line.length + " bytes");
            }
            line[length] = (byte) next;
        }
    }

    /** Exactly so many bytes. */
    byte[] bytes(int count) throws IOException {
        var bytes = input.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the stream ended within an answer");
        }
        return bytes;
    }
}
