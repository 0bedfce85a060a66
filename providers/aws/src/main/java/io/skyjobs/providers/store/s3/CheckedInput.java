package io.skyjobs.providers.store.s3;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of an object, whose checksum the SDK checks at the end: one that is wrong is told as
 * a failure to read. Not for use from many threads.
 */
final class CheckedInput extends FilterInputStream {
    CheckedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (SdkException wrong) {
            throw new IOException("the content did not arrive as it was sent", wrong);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (SdkException wrong) {
            throw new IOException("the content did not arrive as it was sent", wrong);
        }
    }
}
