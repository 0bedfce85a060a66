package io.skyjobs.providers.channel.ssh;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** One thing in which the host differs from the source. */
sealed interface SftpTask {
    /** Where on the host. */
    String path();

    /**
     * A file's bytes and attributes.
     *
     * @param source the file on this machine
     * @param temporary the path under which it arrives
     * @param overDirectory whether an (empty) directory is in its place
     */
    record Send(SourceEntry source, String path, String temporary, boolean overDirectory)
            implements SftpTask {
        /** A larger file is sent by itself, piece by piece, and can be continued. */
        private static final long SMALL = 128 * 1024;

        /**
         * @param transfer tells this transfer from all others: what the host has still to do for a
         *     lost connection must not meet a file of this one. Only a big file has the same
         *     temporary name each time, and another when it has changed.
         */
        static Send of(SourceEntry source, String path, boolean overDirectory, String transfer) {
            var key =
                    source.size() > SMALL
                            ? "%d %d".formatted(source.size(), source.to().modified())
                            : transfer;
            return new Send(source, path, temporaryFor(path, key), overDirectory);
        }

        boolean isBig() {
            return source.size() > SMALL;
        }
    }

    /** A file whose bytes are right. */
    record Adjust(String path, SftpAttributes to) implements SftpTask {}

    /**
     * A symbolic link.
     *
     * @param was what is there; perhaps the same link
     * @param folder the directory that changes when it is not the same
     * @param transfer as for a file
     */
    record Link(
            String path,
            String target,
            Optional<SftpAttributes> was,
            SftpFolder folder,
            String transfer)
            implements SftpTask {
        boolean wasLink() {
            return was.filter(SftpAttributes::isLink).isPresent();
        }

        boolean overDirectory() {
            return was.filter(SftpAttributes::isDirectory).isPresent();
        }

        String temporary() {
            return temporaryFor(path, transfer);
        }
    }

    /** What an earlier transfer left behind. */
    record Remove(String path) implements SftpTask {}

    /** There is nothing more to be done. */
    record End() implements SftpTask {
        @Override
        public String path() {
            return "";
        }
    }

    /** Names that begin so are ours. */
    String TEMPORARY = ".skyjobs-part-";

    /** A name in the same directory, short and plain, whatever the name is. */
    private static String temporaryFor(String path, String key) {
        var slash = path.lastIndexOf('/') + 1;
        var digest = digest(path.substring(slash) + '\0' + key);
        return path.substring(0, slash) + TEMPORARY + digest;
    }

    private static String digest(String key) {
        try {
            var bytes =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(bytes, 0, 8);
        } catch (NoSuchAlgorithmException notJava) {
            throw new IllegalStateException("every Java has SHA-256", notJava);
        }
    }
}
