package io.skyjobs.providers.channel.ssh;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What comes on a stream before rsync's own bytes; nothing behind it is read. */
final class RsyncWords {
    private static final int WORDS = 100;
    private static final int WORD = 4096;

    /** A login file that prints more than this before a command is broken. */
    private static final int NOISE = 1024 * 1024;

    private RsyncWords() {}

    /**
     * What the sender asks the bridge to run.
     *
     * @param said a count and then so many words, each ended by a zero byte
     */
    static List<String> asked(InputStream said) throws IOException {
        var count = number(word(said));
        var words = new ArrayList<String>();
        while (words.size() < count) {
            words.add(word(said));
        }
        return words;
    }

    private static int number(String word) throws IOException {
        try {
            var count = Integer.parseInt(word);
            if (count >= 0 && count <= WORDS) {
                return count;
            }
        } catch (NumberFormatException notOurs) {
            throw new IOException("this machine's rsync could not be started", notOurs);
        }
        throw new IOException("this machine's rsync asked for too much");
    }

    private static String word(InputStream said) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var value = said.read(); value != 0; value = said.read()) {
            if (value < 0 || bytes.size() >= WORD) {
                throw new EOFException("this machine's rsync could not be started");
            }
            bytes.write(value);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Skips what login files print.
     *
     * @return whether the line came behind which the receiver speaks
     */
    static boolean begins(InputStream output, String marker) throws IOException {
        var line = new StringBuilder();
        for (var read = 0; read < NOISE; read++) {
            var value = output.read();
            if (value < 0) {
                return false;
            }
            if (value == '\n') {
                if (line.toString().equals(marker)) {
                    return true;
                }
                line.setLength(0);
            } else if (line.length() <= marker.length()) {
                line.append((char) value);
            }
        }
        throw new IOException("the login files of the host print without end");
    }
}
