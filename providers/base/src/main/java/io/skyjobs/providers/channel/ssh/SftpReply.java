package io.skyjobs.providers.channel.ssh;

import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.common.SftpConstants;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the host answered.
 *
 * @param type kind of answer, as SFTP numbers them
 * @param status its code; -1 for an answer that is not a status
 * @param message what the host says of the status; may be empty
 * @param body the rest
 */
record SftpReply(int type, int status, String message, Buffer body) {
    static SftpReply read(Buffer buffer) {
        // The length of the packet, then its kind, then the number of the request.
        buffer.getInt();
        var type = buffer.getUByte();
        buffer.getInt();
        if (type != SftpConstants.SSH_FXP_STATUS) {
            return new SftpReply(type, -1, "", buffer);
        }
        var status = buffer.getInt();
        var message = buffer.available() > 4 ? buffer.getString(StandardCharsets.UTF_8) : "";
        return new SftpReply(type, status, message, buffer);
    }

    /**
     * The body of the answer that was due.
     *
     * @throws SftpRefusal when it is another
     */
    Buffer mustBe(int due, SftpLane.Asked asked) throws IOException {
        var isDue = type == due && (status == -1 || status == SftpConstants.SSH_FX_OK);
        if (!isDue) {
            throw new SftpRefusal(status, asked.subject() + ": " + reason());
        }
        return body;
    }

    private String reason() {
        return switch (status) {
            case SftpConstants.SSH_FX_PERMISSION_DENIED -> "permission denied";
            case SftpConstants.SSH_FX_NO_SUCH_FILE -> "no such file or directory";
            case SftpConstants.SSH_FX_OP_UNSUPPORTED -> "the host cannot do this";
            default -> message.isBlank() ? "the host answered " + status : message.strip();
        };
    }
}
