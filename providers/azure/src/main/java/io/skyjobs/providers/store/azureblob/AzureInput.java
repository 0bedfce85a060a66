package io.skyjobs.providers.store.azureblob;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of an object, which the SDK brings piece by piece: what it cannot bring is told as a
 * failure to read. Not for use from many threads.
 */
final class AzureInput extends FilterInputStream {
    AzureInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (RuntimeException lost) {
            throw new IOException("the rest of the content could not be had", lost);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (RuntimeException lost) {
            throw new IOException("the rest of the content could not be had", lost);
        }
    }
}
