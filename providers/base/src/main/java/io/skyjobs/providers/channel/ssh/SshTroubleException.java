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

    /** Whether the host said that it starts no process, and nothing else went wrong. */
    boolean refused() {
        return trouble.kind() == SshTrouble.Kind.CHANNEL
                && SshTroubles.isRefusal(getCause() == null ? this : getCause());
    }

    /** The same with what it comes from. */
    SshTroubleException of(Throwable failure) {
        initCause(failure);
        return this;
    }

    ChannelException forCallers() {
        return new ChannelException(trouble.sentence(), this);
    }
}
