package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.RawSftpClient;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpConstants;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One SFTP channel (version 3) on which many requests are under way at once: a request is sent by
 * one call and its reply is taken by another, so that a batch costs one round trip. The host works
 * on the requests of a lane in their order. Safe for many threads.
 */
final class SftpLane implements AutoCloseable {
    private static final int VERSION = 3;

    private static final String POSIX_RENAME = "posix-rename@openssh.com";
    private static final String FREE_SPACE = "statvfs@openssh.com";

    /** Room for the fixed parts of any request. */
    private static final int FRAME = 64;

    private final SftpClient client;
    private final RawSftpClient raw;
    private final TransferMeter meter;
    private final boolean replaces;

    private SftpLane(SftpClient client, TransferMeter meter) {
        this.client = client;
        this.raw = (RawSftpClient) client;
        this.meter = meter;
        this.replaces = client.getServerExtensions().containsKey(POSIX_RENAME);
    }

    /** A request under way; what it is about, for people. */
    record Asked(int id, String subject) {}

    /** One name in a directory. */
    record Entry(String name, SftpAttributes attributes) {}

    /** Opens one more channel; the seat is left when the channel has ended. */
    static SftpLane open(SshSeat seat, TransferMeter meter) throws IOException {
        SftpClient client;
        try {
            client = SftpClientFactory.instance().createSftpClient(seat.session(), VERSION);
        } catch (IOException | RuntimeException failure) {
            seat.close();
            throw new IOException("the host has neither rsync nor SFTP for us", failure);
        }
        client.getClientChannel().addCloseFutureListener(closed -> seat.close());
        return new SftpLane(client, meter);
    }

    /** A file is created, or emptied unless it is to be continued. */
    Asked open(String path, boolean resume) throws IOException {
        var flags = SftpConstants.SSH_FXF_WRITE | SftpConstants.SSH_FXF_CREAT;
        var request = path(path);
        request.putUInt(resume ? flags : flags | SftpConstants.SSH_FXF_TRUNC);
        SftpAttributes.toSet(0600, -1).write(request);
        return ask(SftpConstants.SSH_FXP_OPEN, request, path);
    }

    Asked openForReading(String path) throws IOException {
        var request = path(path);
        request.putUInt(SftpConstants.SSH_FXF_READ);
        request.putInt(0);
        return ask(SftpConstants.SSH_FXP_OPEN, request, path);
    }

    Asked read(byte[] handle, long offset, int length, String subject) throws IOException {
        var request = handle(handle, 0);
        request.putLong(offset);
        request.putUInt(length);
        return ask(SftpConstants.SSH_FXP_READ, request, subject);
    }

    /**
     * @param bytes what remains in it, which is copied; it has an array
     */
    Asked write(byte[] handle, long offset, ByteBuffer bytes, String subject) throws IOException {
        var request = handle(handle, bytes.remaining());
        request.putLong(offset);
        var start = bytes.arrayOffset() + bytes.position();
        request.putBytes(bytes.array(), start, bytes.remaining());
        return ask(SftpConstants.SSH_FXP_WRITE, request, subject);
    }

    Asked setOpen(byte[] handle, SftpAttributes attributes, String subject) throws IOException {
        var request = handle(handle, 0);
        attributes.write(request);
        return ask(SftpConstants.SSH_FXP_FSETSTAT, request, subject);
    }

    Asked set(String path, SftpAttributes attributes) throws IOException {
        var request = path(path);
        attributes.write(request);
        return ask(SftpConstants.SSH_FXP_SETSTAT, request, path);
    }

    Asked close(byte[] handle, String subject) throws IOException {
        return ask(SftpConstants.SSH_FXP_CLOSE, handle(handle, 0), subject);
    }

    /**
     * @param permissions less the host's own mask
     */
    Asked makeDirectory(String path, int permissions) throws IOException {
        var request = path(path);
        SftpAttributes.toSet(permissions, -1).write(request);
        return ask(SftpConstants.SSH_FXP_MKDIR, request, path);
    }

    Asked openDirectory(String path) throws IOException {
        return ask(SftpConstants.SSH_FXP_OPENDIR, path(path), path);
    }

    Asked readDirectory(byte[] handle, String subject) throws IOException {
        return ask(SftpConstants.SSH_FXP_READDIR, handle(handle, 0), subject);
    }

    Asked look(String path) throws IOException {
        return ask(SftpConstants.SSH_FXP_LSTAT, path(path), path);
    }

    Asked follow(String path) throws IOException {
        return ask(SftpConstants.SSH_FXP_STAT, path(path), path);
    }

    Asked readLink(String path) throws IOException {
        return ask(SftpConstants.SSH_FXP_READLINK, path(path), path);
    }

    /** The target goes first: so OpenSSH has it, against the protocol's draft. */
    Asked makeLink(String path, String target) throws IOException {
        var request = path(target);
        request.putString(path, StandardCharsets.UTF_8);
        return ask(SftpConstants.SSH_FXP_SYMLINK, request, path);
    }

    Asked remove(String path) throws IOException {
        return ask(SftpConstants.SSH_FXP_REMOVE, path(path), path);
    }

    Asked removeDirectory(String path) throws IOException {
        return ask(SftpConstants.SSH_FXP_RMDIR, path(path), path);
    }

    /** Renames, also onto a file that exists; atomically where the host can. */
    Asked rename(String from, String to) throws IOException {
        if (replaces) {
            var request = path(POSIX_RENAME);
            request.putString(from, StandardCharsets.UTF_8);
            request.putString(to, StandardCharsets.UTF_8);
            return ask(SftpConstants.SSH_FXP_EXTENDED, request, to);
        }
        // Most often there is none to remove; the rename tells whatever matters.
        succeeded(remove(to));
        var request = path(from);
        request.putString(to, StandardCharsets.UTF_8);
        return ask(SftpConstants.SSH_FXP_RENAME, request, to);
    }

    /** The path with every link in it followed, where the host does that. */
    String canonical(String path) throws IOException {
        return client.canonicalPath(path);
    }

    /** Free bytes where the path is; empty when the host does not tell. */
    Optional<Long> free(String path) throws IOException {
        if (!client.getServerExtensions().containsKey(FREE_SPACE)) {
            return Optional.empty();
        }
        var request = path(FREE_SPACE);
        request.putString(path, StandardCharsets.UTF_8);
        var reply = reply(ask(SftpConstants.SSH_FXP_EXTENDED, request, path));
        if (reply.type() != SftpConstants.SSH_FXP_EXTENDED_REPLY) {
            return Optional.empty();
        }
        reply.body().getLong();
        var unit = reply.body().getLong();
        reply.body().getLong();
        reply.body().getLong();
        return Optional.of(unit * reply.body().getLong());
    }

    /** Takes the reply to a request that must have succeeded. */
    void done(Asked asked) throws IOException {
        var reply = reply(asked);
        reply.mustBe(SftpConstants.SSH_FXP_STATUS, asked);
    }

    /** Takes the reply to a request that may have failed. */
    boolean succeeded(Asked asked) throws IOException {
        return reply(asked).status() == SftpConstants.SSH_FX_OK;
    }

    byte[] opened(Asked asked) throws IOException {
        return reply(asked).mustBe(SftpConstants.SSH_FXP_HANDLE, asked).getBytes();
    }

    /** The bytes that were read; none at the end of the file. */
    byte[] bytes(Asked asked) throws IOException {
        var reply = reply(asked);
        if (reply.status() == SftpConstants.SSH_FX_EOF) {
            return new byte[0];
        }
        return reply.mustBe(SftpConstants.SSH_FXP_DATA, asked).getBytes();
    }

    /** Empty when there is no such file. */
    Optional<SftpAttributes> attributes(Asked asked) throws IOException {
        var reply = reply(asked);
        if (reply.status() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
            return Optional.empty();
        }
        return Optional.of(SftpAttributes.read(reply.mustBe(SftpConstants.SSH_FXP_ATTRS, asked)));
    }

    /** Where a link leads. */
    String target(Asked asked) throws IOException {
        var body = reply(asked).mustBe(SftpConstants.SSH_FXP_NAME, asked);
        body.getInt();
        return body.getString(StandardCharsets.UTF_8);
    }

    /** The next names of a directory; none at its end. */
    List<Entry> names(Asked asked) throws IOException {
        var reply = reply(asked);
        if (reply.status() == SftpConstants.SSH_FX_EOF) {
            return List.of();
        }
        var body = reply.mustBe(SftpConstants.SSH_FXP_NAME, asked);
        var entries = new ArrayList<Entry>();
        for (var count = body.getInt(); count > 0; count--) {
            var name = body.getString(StandardCharsets.UTF_8);
            body.getBytes();
            entries.add(new Entry(name, SftpAttributes.read(body)));
        }
        return entries;
    }

    private SftpReply reply(Asked asked) throws IOException {
        var reply = SftpReply.read(raw.receive(asked.id()));
        meter.moved();
        return reply;
    }

    private Asked ask(int command, Buffer request, String subject) throws IOException {
        var size = request.available();
        var message = raw.write(command, request);
        meter.sent(size);
        return new Asked(message.getId(), subject);
    }

    private static Buffer path(String path) {
        // Long names of other scripts take up to four bytes a letter.
        var request = new ByteArrayBuffer(FRAME + 4 * path.length(), false);
        request.putString(path, StandardCharsets.UTF_8);
        return request;
    }

    private static Buffer handle(byte[] handle, int more) {
        var request = new ByteArrayBuffer(FRAME + handle.length + more, false);
        request.putBytes(handle);
        return request;
    }

    /** Tells the host that this is over; what is under way fails. Does not wait. */
    @Override
    public void close() {
        client.getClientChannel().close(false);
    }
}
