package io.skyjobs.app.server;

import io.skyjobs.app.api.LineSearch;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.core.controller.ControlPlane;
import io.skyjobs.core.controller.LogName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/**
 * Stored logs as requests read them: what our own disk does not give is a problem with a sentence,
 * never an empty log.
 */
final class StoredLogs {
    private final ControlPlane plane;

    StoredLogs(ControlPlane plane) {
        this.plane = plane;
    }

    /** How many bytes are stored; 0 when there are none. */
    long size(LogName name) {
        return read(name, () -> plane.logs().size(name));
    }

    /** Bytes from an offset; empty at the end. */
    byte[] bytes(LogName name, long from, int limit) {
        return read(name, () -> plane.logs().read(name, from, limit));
    }

    /** The process that wrote it; 0 while unknown. */
    long processId(LogName name) {
        return read(name, () -> plane.logs().processId(name).orElse(0L));
    }

    /** Where so many last lines begin. */
    LineSearch.Tail tail(LogName name, long lines) {
        LineSearch.Source source =
                new LineSearch.Source() {
                    @Override
                    public long length() {
                        return size(name);
                    }

                    @Override
                    public void read(long from, byte[] block, int count) {
                        byte[] bytes = bytes(name, from, count);
                        System.arraycopy(bytes, 0, block, 0, bytes.length);
                    }
                };
        try {
            return LineSearch.tail(source, lines);
        } catch (IOException trouble) {
            throw unreadable(name, trouble);
        }
    }

    private static <T> T read(LogName name, Supplier<T> question) {
        try {
            return question.get();
        } catch (UncheckedIOException trouble) {
            throw unreadable(name, trouble);
        }
    }

    private static RequestProblem unreadable(LogName name, Exception trouble) {
        Throwable cause = trouble.getCause() == null ? trouble : trouble.getCause();
        String what = String.valueOf(cause.getMessage());
        return new RequestProblem(
                ProblemReply.of(
                        500,
                        ProblemCode.LOG_UNREADABLE,
                        "The stored log of job "
                                + name.job()
                                + ", task "
                                + name.task()
                                + ", attempt "
                                + name.attempt()
                                + ", node "
                                + name.node()
                                + " cannot be read from the server's disk: "
                                + what
                                + "."));
    }
}
