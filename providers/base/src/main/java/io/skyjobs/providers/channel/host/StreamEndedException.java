package io.skyjobs.providers.channel.host;

import java.io.IOException;

/** A stream to a host ended before the answer came; a new one may have it. */
final class StreamEndedException extends IOException {
    private static final long serialVersionUID = 1L;

    StreamEndedException(String sentence) {
        super(sentence);
    }
}
