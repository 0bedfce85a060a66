package io.skyjobs.app.server.access;

import io.skyjobs.app.api.AuditReply.AuditLine;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.JsonText.JsonProblem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What was asked of the server and by whom, a line of JSON each, only ever added to. Files have a
 * limit, and so has their number: what is older than all of them is gone. What was added outlives
 * the process; whether it outlives a loss of power is up to the system. Safe for use from many
 * threads.
 */
public final class AuditLog {
    /** A file that is larger makes room for the next. */
    static final long LARGEST_BYTES = 10L * 1024 * 1024;

    /** So many files before the current one are kept. */
    static final int KEPT = 5;

    private final Path file;
    private final long largest;

    /** Whether the file is known to end with a whole line. */
    private boolean whole;

    /** The log that is kept in a file and those beside it. */
    public AuditLog(Path file) {
        this(file, LARGEST_BYTES);
    }

    AuditLog(Path file, long largest) {
        this.file = file;
        this.largest = largest;
    }

    /**
     * Adds a line.
     *
     * @throws IOException when it could not be written: then nothing should be done
     */
    public synchronized void add(AuditLine line) throws IOException {
        byte[] text = JsonText.write(AuditLine.class, line);
        if (Files.exists(file) && Files.size(file) + text.length > largest) {
            for (int number = KEPT - 1; number >= 1; number--) {
                if (Files.exists(numbered(number))) {
                    move(numbered(number), numbered(number + 1));
                }
            }
            move(file, numbered(1));
        }
        // A crash may have cut the last line off; this one must not be a part of it.
        boolean cut = !whole && !endsWell();
        whole = false;
        ByteBuffer bytes = ByteBuffer.allocate(text.length + 2);
        if (cut) {
            bytes.put((byte) '\n');
        }
        bytes.put(text).put((byte) '\n').flip();
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        whole = true;
    }

    private boolean endsWell() throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.read(last, channel.size() - 1);
            return last.get(0) == '\n';
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** The last lines, oldest first. */
    public synchronized List<AuditLine> last(int limit) throws IOException {
        List<AuditLine> found = new ArrayList<>();
        for (int number = 0; number <= KEPT && found.size() < limit; number++) {
            Path of = number == 0 ? file : numbered(number);
            if (Files.exists(of)) {
                List<String> lines = Files.readAllLines(of, StandardCharsets.UTF_8);
                for (int i = lines.size() - 1; i >= 0 && found.size() < limit; i--) {
                    read(lines.get(i), found);
                }
            }
        }
        return found.reversed();
    }

    /** A line that was cut off by a crash says nothing. */
    private static void read(String line, List<AuditLine> found) {
        try {
            found.add(JsonText.read(AuditLine.class, line.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProblem cut) {
            // The next one is whole again.
        }
    }
}
