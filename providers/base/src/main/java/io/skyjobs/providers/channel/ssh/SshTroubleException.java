package io.skyjobs.providers.channel.ssh;

import io.skyjobs.spi.ChannelException;

/** A trouble on its way to whoever reports it; never leaves this package. */
final class SshTroubleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient SshTrouble trouble;

    SshTroubleException(SshTrouble trouble) {
        super(trouble.sentence());
        this.trouble = trouble;
    }

    SshTroubleException(SshTrouble.Kind kind, String sentence) {
        this(new SshTrouble(kind, sentence));
    }

    SshTrouble trouble() {
        return trouble;
    }

    ChannelException forCallers() {
        return new ChannelException(trouble.sentence(), this);
    }
}
