package io.skyjobs.providers.channel.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
     * @param overDirectory whether an (empty) directory is in its place
     */
    record Send(Path source, String path, long size, SftpAttributes to, boolean overDirectory)
            implements SftpTask {
        /**
         * The name under which it arrives, the same when it is sent again, so that it can be taken
         * up where it stopped; another when the file has changed.
         */
        String temporary() {
            var slash = path.lastIndexOf('/') + 1;
            var key = path.substring(slash) + '\0' + size + '\0' + to.modified();
            return path.substring(0, slash) + TEMPORARY + digest(key);
        }
    }

    /** A file whose bytes are right. */
    record Adjust(String path, SftpAttributes to) implements SftpTask {}

    /**
     * A symbolic link.
     *
     * @param was what is there; perhaps the same link
     * @param folder the directory that changes when it is not the same
     */
    record Link(String path, String target, Optional<SftpAttributes> was, SftpFolder folder)
            implements SftpTask {
        boolean wasLink() {
            return was.filter(SftpAttributes::isLink).isPresent();
        }

        boolean overDirectory() {
            return was.filter(SftpAttributes::isDirectory).isPresent();
        }

        String temporary() {
            var slash = path.lastIndexOf('/') + 1;
            return path.substring(0, slash) + TEMPORARY + digest(path.substring(slash) + "\0link");
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

    /** Short and plain, whatever the name is. */
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
