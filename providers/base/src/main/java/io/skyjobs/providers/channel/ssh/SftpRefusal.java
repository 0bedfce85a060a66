package io.skyjobs.providers.channel.ssh;

import java.io.IOException;

/** The host did not do what it was asked; its connection is well. */
final class SftpRefusal extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    SftpRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** As SFTP numbers them. */
    int status() {
        return status;
    }
}
