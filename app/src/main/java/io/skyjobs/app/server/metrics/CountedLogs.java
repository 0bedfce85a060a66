package io.skyjobs.app.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.skyjobs.core.controller.LogArchive;
import io.skyjobs.core.controller.LogName;

import java.util.OptionalLong;

/** Logs whose bytes are counted as they are stored. */
final class CountedLogs implements LogArchive {
    private final LogArchive logs;
    private final Counter bytes;

    CountedLogs(LogArchive logs, Families families) {
        this.logs = logs;
        this.bytes =
                families.counter(
                        "skyjobs_log_bytes", "Bytes of jobs' logs that were fetched and stored.");
    }

    @Override
    public long size(LogName name) {
        return logs.size(name);
    }

    @Override
    public byte[] read(LogName name, long from, int limit) {
        return logs.read(name, from, limit);
    }

    @Override
    public boolean append(LogName name, long at, byte[] more) {
        boolean stored = logs.append(name, at, more);
        if (stored) {
            bytes.inc(more.length);
        }
        return stored;
    }

    @Override
    public OptionalLong processId(LogName name) {
        return logs.processId(name);
    }

    @Override
    public void noteProcessId(LogName name, long pid) {
        logs.noteProcessId(name, pid);
    }
}
