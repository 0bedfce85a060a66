package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.LogArchive;
import io.skyjobs.core.controller.LogName;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Logs of one life, in memory; outlives the processes that write to it, as files do. */
final class MemoryLogs implements LogArchive {
    private final Map<LogName, byte[]> logs = new HashMap<>();
    private final Map<LogName, Long> pids = new HashMap<>();

    @Override
    public long size(LogName name) {
        return bytes(name).length;
    }

    @Override
    public byte[] read(LogName name, long from, int limit) {
        byte[] all = bytes(name);
        int start = (int) Math.min(from, all.length);
        return Arrays.copyOfRange(all, start, (int) Math.min(all.length, (long) start + limit));
    }

    @Override
    public boolean append(LogName name, long at, byte[] bytes) {
        byte[] before = bytes(name);
        if (before.length != at) {
            return false;
        }
        byte[] all = Arrays.copyOf(before, before.length + bytes.length);
        System.arraycopy(bytes, 0, all, before.length, bytes.length);
        logs.put(name, all);
        return true;
    }

    @Override
    public OptionalLong processId(LogName name) {
        Long pid = pids.get(name);
        return pid == null ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    @Override
    public void noteProcessId(LogName name, long pid) {
        pids.put(name, pid);
    }

    private byte[] bytes(LogName name) {
        return logs.getOrDefault(name, new byte[0]);
    }
}
