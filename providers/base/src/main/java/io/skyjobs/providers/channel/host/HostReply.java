package io.skyjobs.providers.channel.host;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a host answered to one request.
 *
 * @param status first word of its last line, such as {@code ok} or {@code gone}
 * @param text the rest of it
 * @param parts what came before
 * @param bytes raw bytes, where such were asked for; the whole of an array
 */
record HostReply(String status, String text, List<String> parts, ByteBuffer bytes) {
    static final String OK = "ok";

    HostReply {
        parts = List.copyOf(parts);
    }

    /** Of lines only. */
    static HostReply of(String text, List<String> parts) {
        var words = text.split(" ", 2);
        return new HostReply(
                words[0], words.length > 1 ? words[1] : "", parts, ByteBuffer.allocate(0));
    }

    /** Of bytes only. */
    static HostReply of(byte[] bytes) {
        return new HostReply(OK, "", List.of(), ByteBuffer.wrap(bytes));
    }

    boolean ok() {
        return status.equals(OK);
    }
}
