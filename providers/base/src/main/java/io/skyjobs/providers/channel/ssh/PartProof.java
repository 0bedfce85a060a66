package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.HostConnection;
import io.skyjobs.spi.ChannelException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Proves that what is on the host of a file is the beginning of that file. Its size does not: bytes
 * in the middle are missing when a full disk refused them and took later ones, and a host that
 * crashed may have kept the size and not the bytes.
 */
final class PartProof {
    private static final int BUFFER = 1024 * 1024;

    /** Far more than the digest, in case login files print something. */
    private static final int ANSWER = 64 * 1024;

    private static final String DIGEST =
            """
            v=$(printf "$1"; printf x);
            exec sha256sum <"${v%x}"
            """;

    private final HostConnection host;
    private final TransferMeter meter;

    PartProof(HostConnection host, TransferMeter meter) {
        this.host = host;
        this.meter = meter;
    }

    /**
     * Whether all of a file on the host is the beginning of the source.
     *
     * @param length bytes of the file on the host
     * @return false also when the host cannot tell
     */
    boolean holds(String path, FileChannel source, long length) throws IOException {
        var command = "exec sh -c " + PlainWords.script(DIGEST) + " sh " + PlainWords.encoded(path);
        try (var process = host.start(command)) {
            process.input().close();
            var due = digest(source, length);
            var said = process.output().readNBytes(ANSWER);
            process.await(Duration.ofSeconds(1));
            return new String(said, StandardCharsets.UTF_8).contains(due);
        } catch (ChannelException unreachable) {
            throw new IOException(unreachable.sentence(), unreachable);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String digest(FileChannel source, long length) throws IOException {
        var digest = sha256();
        var buffer = ByteBuffer.allocate(BUFFER);
        for (var offset = 0L; offset < length; ) {
            buffer.clear().limit((int) Math.min(BUFFER, length - offset));
            var count = source.read(buffer, offset);
            if (count < 0) {
                break;
            }
            digest.update(buffer.flip());
            offset += count;
            meter.moved();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException notJava) {
            throw new IllegalStateException("every Java has SHA-256", notJava);
        }
    }
}
