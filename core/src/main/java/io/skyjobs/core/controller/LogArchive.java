package io.skyjobs.core.controller;

import java.util.OptionalLong;

/**
 * Raw log bytes of every attempt; offsets are byte offsets into what the node wrote. Safe for many
 * readers; one writer per log.
 */
public interface LogArchive {
    /** How many bytes are stored; 0 when there are none. */
    long size(LogName name);

    /** Bytes from an offset, at most {@code limit}; empty at the end. */
    byte[] read(LogName name, long from, int limit);

    /**
     * Stores bytes at an offset. An offset that is not the present size is refused, so that no byte
     * is lost or stored twice.
     *
     * @return whether they were stored
     */
    boolean append(LogName name, long at, byte[] bytes);

    /** Process id of the script that wrote the log, for its prefix; empty while unknown. */
    OptionalLong processId(LogName name);

    /** Notes the process id of the script that writes a log. */
    void noteProcessId(LogName name, long pid);
}
