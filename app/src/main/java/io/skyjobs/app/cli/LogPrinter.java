package io.skyjobs.app.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Shows log bytes of one or several nodes line by line, each line with the prefix of its node.
 * Bytes pass as they are; a carriage return ends a line without a line feed, so that progress bars
 * stay on one line. Safe for use from many threads, one per {@link Source}.
 */
final class LogPrinter {
    /** A line that is longer is shown in pieces, so that memory stays bounded. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final Sink sink;
    private final boolean alone;
    private final Terminal.Style style;
    private final Terminal terminal;

    /** Where bytes go. */
    interface Sink {
        /** Takes bytes as they are. */
        void bytes(byte[] bytes, int from, int length);
    }

    /**
     * @param sink where bytes go
     * @param terminal how prefixes look
     * @param alone whether there is one source only, whose unfinished lines are shown at once
     */
    LogPrinter(Sink sink, Terminal terminal, boolean alone) {
        this.sink = sink;
        this.terminal = terminal;
        this.alone = alone;
        this.style = Terminal.Style.CYAN;
    }

    /** A source whose lines have this prefix. */
    Source source(String prefix) {
        return new Source(terminal.styled(style, prefix).getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void emit(ByteArrayOutputStream piece) {
        if (piece.size() == 0) {
            return;
        }
        byte[] bytes = piece.toByteArray();
        sink.bytes(bytes, 0, bytes.length);
        piece.reset();
    }

    /** Bytes of one phase on one node, in order. */
    final class Source {
        private final byte[] prefix;
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private boolean open;
        private boolean carriageReturn;

        private Source(byte[] prefix) {
            this.prefix = prefix;
        }

        /** Takes bytes; whole lines are shown, and the rest when it is over or alone. */
        void write(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                take(bytes[i]);
            }
            if (alone && pending.size() > 0) {
                emit(pending);
            }
        }

        /** The source is over: shows what is left and ends the line. */
        void close() {
            if (open) {
                pending.write('\n');
                open = false;
                carriageReturn = false;
                emit(pending);
            }
        }

        private void take(byte next) {
            if (carriageReturn) {
                carriageReturn = false;
                if (next != '\n') {
                    // The line was over without a line feed: what follows is shown in its place.
                    open = false;
                    emit(pending);
                }
            }
            if (!open) {
                pending.writeBytes(prefix);
                open = true;
            }
            pending.write(next);
            if (next == '\n') {
                open = false;
                emit(pending);
            } else if (next == '\r') {
                // Whether it belongs to a line feed is known with the next byte.
                carriageReturn = true;
            } else if (pending.size() >= LONGEST_LINE) {
                emit(pending);
            }
        }
    }
}
