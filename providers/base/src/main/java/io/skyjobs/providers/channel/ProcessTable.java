package io.skyjobs.providers.channel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes of this machine as the kernel shows them under {@code /proc}. Safe for many
 * threads.
 */
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final int SESSION_FIELD = 3;
    private static final int START_FIELD = 19;

    private final String boot;

    /** Reads which life of the machine this is. */
    public ProcessTable() {
        String id;
        try {
            id = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException notLinux) {
            id = "-";
        }
        this.boot = id;
    }

    /**
     * What a process is called and to whom it belongs.
     *
     * @param session id of its session, which is the pid of the session's first process
     */
    public record Entry(ProcessIdentity identity, long session) {}

    /** Whether exactly this process exists, and not only its remains. */
    public boolean alive(ProcessIdentity process) {
        return entry(process.pid()).filter(found -> found.identity().equals(process)).isPresent();
    }

    /** The process of a pid; empty when there is none, or only its remains. */
    public Optional<Entry> entry(long pid) {
        String stat;
        try {
            stat =
                    new String(
                            Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat")),
                            StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return Optional.empty();
        }
        // The name before it may contain anything, also brackets and spaces.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        if (fields.length <= START_FIELD || fields[0].equals("Z") || fields[0].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(
                new Entry(
                        new ProcessIdentity(pid, Long.parseLong(fields[START_FIELD]), boot),
                        Long.parseLong(fields[SESSION_FIELD])));
    }

    /** All processes that exist, without the remains of those that have ended. */
    public List<Entry> all() throws IOException {
        var found = new ArrayList<Entry>();
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                entry(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
            }
        }
        return found;
    }

    /**
     * All processes whose environment, as it was at their start, has exactly this variable. One
     * that was started with an emptied environment, or by another user, is not found.
     */
    public List<Entry> withVariable(String name, String value) throws IOException {
        var wanted = "\0" + name + "=" + value + "\0";
        var found = new ArrayList<Entry>();
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                if (environment(process).contains(wanted)) {
                    entry(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static String environment(Path process) {
        try {
            return "\0"
                    + new String(
                            Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
        } catch (IOException goneOrForeign) {
            return "";
        }
    }
}
