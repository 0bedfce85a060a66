package io.skyjobs.providers.channel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Finds, by trying, how processes can be kept together on this machine. */
public final class ConfinementProbe {
    private static final int PROBE_SECONDS = 10;

    private final String group;

    /**
     * @param root directory of the clusters; gives the cgroups a name that no other root has
     */
    public ConfinementProbe(Path root) {
        var name = root.toAbsolutePath().normalize().toString();
        this.group =
                "skyjobs-"
                        + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                                .toString()
                                .substring(0, 13);
    }

    /** A mounted cgroup hierarchy and our own place in it. */
    private record Hierarchy(Path mount, Path own) {}

    /**
     * The confinement of a choice.
     *
     * @throws IOException when this machine does not allow it
     */
    public Confinement find(ConfinementChoice choice) throws IOException, InterruptedException {
        if (choice == ConfinementChoice.BEST || choice == ConfinementChoice.CGROUP) {
            var cgroup = cgroup();
            if (cgroup.isPresent()) {
                return cgroup.get();
            }
        }
        if (choice == ConfinementChoice.BEST || choice == ConfinementChoice.NAMESPACE) {
            for (var flags : List.of("", "--user --map-current-user ")) {
                var command = "unshare " + flags + "--pid --fork --kill-child=KILL --mount-proc";
                if (succeeds(command + " true")) {
                    return new Confinement.Namespace(command);
                }
            }
        }
        if (choice == ConfinementChoice.BEST || choice == ConfinementChoice.SCAN) {
            return new Confinement.Scan();
        }
        throw new IOException("this machine does not allow confinement " + choice);
    }

    /**
     * The highest place where a process can be moved to. High, because a run outlives the service
     * or the login under which the server was started, whose cgroups end with them.
     */
    private Optional<Confinement> cgroup() throws IOException, InterruptedException {
        var unified = hierarchy(" - cgroup2 ", "");
        if (unified.isEmpty()) {
            return Optional.empty();
        }
        for (var place : placesFrom(unified.get())) {
            var base = place.resolve(group);
            if (canKillIn(base)) {
                return Optional.of(new Confinement.Cgroup(base, memory()));
            }
        }
        return Optional.empty();
    }

    private static List<Path> placesFrom(Hierarchy hierarchy) {
        var places = new ArrayList<Path>();
        for (var at = hierarchy.own();
                at.startsWith(hierarchy.mount());
                at = at.resolve("..").normalize()) {
            places.addFirst(at);
            if (at.equals(hierarchy.mount())) {
                break;
            }
        }
        return places;
    }

    /** Beside the place itself, which is made only when a cluster needs it. */
    private static Path probe(Path base) {
        return base.resolveSibling(
                base.getFileName()
                        + "-probe-"
                        + ProcessHandle.current().pid()
                        + "-"
                        + System.nanoTime());
    }

    private static void discard(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException busy) {
            // An empty group that stays harms nobody, and the answer to the question is known.
        }
    }

    private static boolean canKillIn(Path base) throws InterruptedException {
        var probe = probe(base);
        try {
            Files.createDirectory(probe);
        } catch (IOException notAllowed) {
            return false;
        }
        try {
            var kill = probe.resolve("cgroup.kill");
            if (!Files.isWritable(kill)
                    || !succeeds("echo 0 >'" + probe.resolve("cgroup.procs") + "'")) {
                return false;
            }
            Files.writeString(kill, "1", StandardOpenOption.WRITE);
            return true;
        } catch (IOException notAllowed) {
            return false;
        } finally {
            discard(probe);
        }
    }

    /** Below our own place, so that no limit on us is escaped. */
    private Optional<Path> memory() throws IOException, InterruptedException {
        var counted = hierarchy(" - cgroup ", "memory");
        if (counted.isEmpty()) {
            return Optional.empty();
        }
        var base = counted.get().own().resolve(group);
        var probe = probe(base);
        try {
            Files.createDirectory(probe);
        } catch (IOException notAllowed) {
            return Optional.empty();
        }
        try {
            return Files.isReadable(probe.resolve("memory.oom_control"))
                            && succeeds("echo 0 >'" + probe.resolve("cgroup.procs") + "'")
                    ? Optional.of(base)
                    : Optional.empty();
        } finally {
            discard(probe);
        }
    }

    /**
     * @param kind how the kind of file system is written in {@code mountinfo}
     * @param controller the controller of a v1 hierarchy; empty for v2
     */
    private static Optional<Hierarchy> hierarchy(String kind, String controller)
            throws IOException {
        var path = ownPath(controller);
        var mounts = Path.of("/proc/self/mountinfo");
        if (path.isEmpty() || !Files.isReadable(mounts)) {
            return Optional.empty();
        }
        for (var line : Files.readAllLines(mounts)) {
            var fields = line.split(" ", -1);
            var options = List.of(fields[fields.length - 1].split(",", -1));
            if (line.contains(kind) && (controller.isEmpty() || options.contains(controller))) {
                var root = fields[3];
                var mount = Path.of(fields[4]);
                var below =
                        path.get().startsWith(root)
                                ? path.get().substring(root.equals("/") ? 0 : root.length())
                                : "";
                var own = mount.resolve(below.replaceFirst("^/+", "")).normalize();
                return own.startsWith(mount) && Files.isDirectory(own)
                        ? Optional.of(new Hierarchy(mount, own))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ownPath(String controller) throws IOException {
        var file = Path.of("/proc/self/cgroup");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        for (var line : Files.readAllLines(file)) {
            var fields = line.split(":", 3);
            if (fields.length == 3
                    && (controller.isEmpty()
                            ? fields[0].equals("0") && fields[1].isEmpty()
                            : List.of(fields[1].split(",", -1)).contains(controller))) {
                return Optional.of(fields[2]);
            }
        }
        return Optional.empty();
    }

    private static boolean succeeds(String command) throws InterruptedException {
        try {
            var process =
                    new ProcessBuilder("sh", "-c", command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException noShell) {
            return false;
        }
    }
}
