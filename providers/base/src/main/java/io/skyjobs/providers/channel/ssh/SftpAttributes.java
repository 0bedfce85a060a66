package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.common.util.buffer.Buffer;

/**
 * What SFTP (version 3) says of a file, links not followed.
 *
 * @param mode kind and permission bits as in POSIX; 0 where the host did not say
 * @param size bytes; -1 where the host did not say
 * @param modified seconds since 1970; -1 where the host did not say
 */
record SftpAttributes(int mode, long size, long modified) {
    private static final int SIZE = 1;
    private static final int OWNER = 2;
    private static final int MODE = 4;
    private static final int TIMES = 8;
    private static final int EXTENDED = 0x80000000;

    private static final int KIND = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;

    /** Those that a file is to get. */
    static SftpAttributes toSet(int permissions, long modified) {
        return new SftpAttributes(permissions, -1, modified);
    }

    static SftpAttributes read(Buffer buffer) {
        var flags = buffer.getInt();
        var size = (flags & SIZE) == 0 ? -1 : buffer.getLong();
        if ((flags & OWNER) != 0) {
            buffer.getLong();
        }
        var mode = (flags & MODE) == 0 ? 0 : buffer.getInt();
        var modified = -1L;
        if ((flags & TIMES) != 0) {
            buffer.getInt();
            modified = buffer.getUInt();
        }
        if ((flags & EXTENDED) != 0) {
            for (var count = buffer.getInt(); count > 0; count--) {
                buffer.getBytes();
                buffer.getBytes();
            }
        }
        return new SftpAttributes(mode, size, modified);
    }

    /** Writes permissions and, where there is one, the time. */
    void write(Buffer buffer) {
        buffer.putInt(modified < 0 ? MODE : MODE | TIMES);
        buffer.putInt(permissions());
        if (modified >= 0) {
            buffer.putUInt(modified);
            buffer.putUInt(modified);
        }
    }

    int permissions() {
        return mode & 0777;
    }

    boolean isDirectory() {
        return (mode & KIND) == DIRECTORY;
    }

    boolean isFile() {
        return (mode & KIND) == REGULAR;
    }

    boolean isLink() {
        return (mode & KIND) == LINK;
    }
}
