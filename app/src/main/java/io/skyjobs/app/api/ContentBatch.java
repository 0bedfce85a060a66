package io.skyjobs.app.api;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Many small contents in one body: for each its hash as 32 bytes, its length as four, high byte
 * first, and its bytes.
 */
public final class ContentBatch {
    /** The longest content that travels in a batch, in bytes. */
    public static final int LONGEST = 256 * 1024;

    /** The most bytes of contents in a batch. */
    public static final int MOST_BYTES = 2 * 1024 * 1024;

    /** The most contents in a batch. */
    public static final int MOST = 1000;

    private static final int HASH_BYTES = 32;

    private ContentBatch() {}

    /** A body that is no batch, or is cut off. */
    public static final class BrokenBatch extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenBatch(String message) {
            super(message);
        }
    }

    /** Is given one content after the other. */
    public interface Sink {
        /** Takes one. */
        void take(String hash, byte[] content) throws IOException;
    }

    /** The length that a content takes in a batch. */
    public static long length(long size) {
        return HASH_BYTES + Integer.BYTES + size;
    }

    /** Appends a content. */
    public static void write(OutputStream out, String hash, byte[] content) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.write(HexFormat.of().parseHex(hash));
        data.writeInt(content.length);
        data.write(content);
        data.flush();
    }

    /**
     * Reads all contents.
     *
     * @throws BrokenBatch when the body is cut off or is no batch
     */
    public static void read(InputStream in, Sink sink) throws IOException {
        for (int count = 0; ; count++) {
            byte[] hash = in.readNBytes(HASH_BYTES);
            if (hash.length == 0) {
                return;
            }
            byte[] length = in.readNBytes(Integer.BYTES);
            if (length.length < Integer.BYTES || count == MOST) {
                throw new BrokenBatch("The batch of contents is cut off or too long.");
            }
            int size = ByteBuffer.wrap(length).getInt();
            if (size < 0 || size > LONGEST) {
                throw new BrokenBatch("A content is too long for a batch.");
            }
            byte[] content = in.readNBytes(size);
            if (content.length < size) {
                throw new BrokenBatch("The batch of contents is cut off.");
            }
            sink.take(HexFormat.of().formatHex(hash), content);
        }
    }
}
