package io.skyjobs.providers.channel.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Sends the bytes of files under temporary names and then gives them their own. For one thread. */
final class SftpFiles {
    /** What every SFTP server takes in one write. */
    private static final int PIECE = 32 * 1024;

    /**
     * Pieces of one file under way; 2 MiB, as many bytes as OpenSSH lets be under way on a channel.
     */
    private static final int WINDOW = 64;

    private final SftpLane lane;
    private final PartProof proof;
    private final TransferMeter meter;

    SftpFiles(SftpLane lane, PartProof proof, TransferMeter meter) {
        this.lane = lane;
        this.proof = proof;
        this.meter = meter;
    }

    /** Small files: each is in memory as a whole. */
    void send(List<SftpTask.Send> batch) throws IOException {
        var opened = new ArrayList<SftpLane.Asked>();
        try {
            for (var file : batch) {
                opened.add(lane.open(file.temporary(), false));
            }
            var asked = new ArrayList<SftpLane.Asked>();
            for (var index = 0; index < batch.size(); index++) {
                asked.addAll(fill(batch.get(index), lane.opened(opened.get(index))));
            }
            for (var one : asked) {
                lane.done(one);
            }
            rename(batch);
        } catch (IOException failed) {
            forget(batch);
            throw failed;
        }
    }

    private List<SftpLane.Asked> fill(SftpTask.Send file, byte[] handle) throws IOException {
        var bytes = Files.readAllBytes(file.source().path());
        mustHave(file, bytes.length);
        var asked = new ArrayList<SftpLane.Asked>();
        for (var from = 0; from < bytes.length; from += PIECE) {
            var length = Math.min(PIECE, bytes.length - from);
            var piece = ByteBuffer.wrap(bytes, from, length);
            asked.add(lane.write(handle, from, piece, file.path()));
        }
        asked.add(lane.setOpen(handle, file.source().to(), file.path()));
        asked.add(lane.close(handle, file.path()));
        return asked;
    }

    private void rename(List<SftpTask.Send> batch) throws IOException {
        var asked = new ArrayList<SftpLane.Asked>();
        for (var file : batch) {
            if (file.overDirectory()) {
                asked.add(lane.removeDirectory(file.path()));
            }
            asked.add(lane.rename(file.temporary(), file.path()));
        }
        for (var one : asked) {
            lane.done(one);
        }
        batch.forEach(file -> meter.file());
    }

    /** Asks for the removal of what is under way, without waiting: the channel may be gone. */
    private void forget(List<SftpTask.Send> batch) {
        try {
            for (var file : batch) {
                lane.remove(file.temporary());
            }
        } catch (IOException gone) {
            // The next transfer to this directory removes them.
            return;
        }
    }

    /** A file of any size, continued where an earlier transfer of the same file stopped. */
    void sendBig(SftpTask.Send file) throws IOException {
        try (var source = FileChannel.open(file.source().path(), StandardOpenOption.READ)) {
            mustHave(file, source.size());
            var from = arrived(file, source);
            var handle = lane.opened(lane.open(file.temporary(), from > 0));
            stream(file, source.position(from), handle);
            lane.done(lane.setOpen(handle, file.source().to(), file.path()));
            lane.done(lane.close(handle, file.path()));
            rename(List.of(file));
        }
    }

    private void stream(SftpTask.Send file, FileChannel source, byte[] handle) throws IOException {
        var underWay = new ArrayDeque<SftpLane.Asked>();
        var piece = ByteBuffer.allocate(PIECE);
        var offset = source.position();
        while (offset < file.source().size()) {
            piece.clear();
            var count = source.read(piece);
            if (count <= 0) {
                mustHave(file, offset);
            }
            if (underWay.size() == WINDOW) {
                lane.done(underWay.removeFirst());
            }
            underWay.add(lane.write(handle, offset, piece.flip(), file.path()));
            offset += count;
        }
        while (!underWay.isEmpty()) {
            lane.done(underWay.removeFirst());
        }
    }

    /** How much of it is there and sound. */
    private long arrived(SftpTask.Send file, FileChannel source) throws IOException {
        var there = lane.attributes(lane.look(file.temporary()));
        var size = there.filter(SftpAttributes::isFile).map(SftpAttributes::size).orElse(0L);
        if (size <= 0 || size > file.source().size()) {
            return 0;
        }
        return proof.holds(file.temporary(), source, size) ? size : 0;
    }

    private static void mustHave(SftpTask.Send file, long found) throws IOException {
        if (found != file.source().size()) {
            throw new IOException(file.source().path() + " changed while it was being copied");
        }
    }
}
