package io.skyjobs.providers.store.azureblob;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobDownloadHeaders;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * The content of an object, piece by piece: all pieces are of the object that the first was of, and
 * what cannot be had is told as a failure to read. The SDK's own stream would try again so often
 * that a silent server was noticed after half an hour. Not for use from many threads.
 */
final class AzureInput extends InputStream {
    private static final int PIECE_BYTES = 8 << 20;
    private static final int RANGE_BEYOND_END = 416;

    private final BlockBlobClient blob;
    private final BlobRequestConditions same = new BlobRequestConditions();
    private byte[] piece = {};
    private int offset;
    private long next;
    private long end;

    private AzureInput(BlockBlobClient blob, long from) {
        this.blob = blob;
        this.next = from;
    }

    /** Reads the first piece. */
    static InputStream open(BlockBlobClient blob, long from) throws IOException {
        AzureInput input = new AzureInput(blob, from);
        try {
            input.fetch();
            return input;
        } catch (BlobStorageException error) {
            if (error.getStatusCode() == RANGE_BEYOND_END) {
                return InputStream.nullInputStream();
            }
            throw error;
        }
    }

    private void fetch() throws IOException {
        ByteArrayOutputStream into = new ByteArrayOutputStream();
        BlobDownloadHeaders head =
                blob.downloadStreamWithResponse(
                                into,
                                new BlobRange(next, (long) PIECE_BYTES),
                                new DownloadRetryOptions().setMaxRetryRequests(1),
                                same,
                                false,
                                null,
                                Context.NONE)
                        .getDeserializedHeaders();
        piece = into.toByteArray();
        offset = 0;
        next += piece.length;
        end = size(Objects.requireNonNullElse(head.getContentRange(), ""));
        same.setIfMatch(head.getETag());
        if (next < end && piece.length < PIECE_BYTES) {
            throw new IOException("the server sent less than it said");
        }
    }

    /** The size of the whole object, in {@code bytes 0-99/100}. */
    private static long size(String range) throws IOException {
        try {
            return Long.parseLong(range.substring(range.indexOf('/') + 1));
        } catch (NumberFormatException unsaid) {
            throw new IOException("the server does not say how much there is", unsaid);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        Objects.checkFromIndexSize(at, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (offset == piece.length) {
            if (next >= end) {
                return -1;
            }
            try {
                fetch();
            } catch (RuntimeException lost) {
                AzureErrors.keepInterrupt(lost);
                throw new IOException("the rest of the content could not be had", lost);
            }
        }
        int count = Math.min(length, piece.length - offset);
        System.arraycopy(piece, offset, into, at, count);
        offset += count;
        return count;
    }
}
