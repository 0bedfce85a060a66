package io.skyjobs.app.api;

import java.io.IOException;
import java.io.RandomAccessFile;

/** Finds lines in a file from its end, without reading more of it than it must. */
public final class LineSearch {
    private static final int BLOCK_BYTES = 64 * 1024;

    private LineSearch() {}

    /**
     * The last lines of a file.
     *
     * @param from offset at which they begin
     * @param lines how many they are; fewer than wanted when the file has no more
     */
    public record Tail(long from, long lines) {}

    /**
     * Offset at which the last {@code wanted} lines begin; a last line without a line feed counts.
     */
    public static long lastLines(RandomAccessFile file, long wanted) throws IOException {
        return tail(file, wanted).from();
    }

    /** Bytes that can be read anywhere. */
    public interface Source {
        /** How many there are. */
        long length() throws IOException;

        /** Fills the first {@code count} places of a block from an offset. */
        void read(long from, byte[] block, int count) throws IOException;
    }

    /** Where the last {@code wanted} lines begin, and how many there are. */
    public static Tail tail(RandomAccessFile file, long wanted) throws IOException {
        return tail(
                new Source() {
                    @Override
                    public long length() throws IOException {
                        return file.length();
                    }

                    @Override
                    public void read(long from, byte[] block, int count) throws IOException {
                        file.seek(from);
                        file.readFully(block, 0, count);
                    }
                },
                wanted);
    }

    /** Where the last {@code wanted} lines begin, and how many there are. */
    public static Tail tail(Source source, long wanted) throws IOException {
        long size = source.length();
        if (size == 0 || wanted <= 0) {
            return new Tail(size, 0);
        }
        byte[] block = new byte[BLOCK_BYTES];
        long lines = 0;
        // The last byte never begins a line: a line feed there ends the last one.
        long end = size - 1;
        while (end > 0) {
            int count = (int) Math.min(block.length, end);
            source.read(end - count, block, count);
            for (int i = count - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    lines++;
                    if (lines == wanted) {
                        return new Tail(end - count + i + 1, lines);
                    }
                }
            }
            end -= count;
        }
        return new Tail(0, lines + 1);
    }
}
