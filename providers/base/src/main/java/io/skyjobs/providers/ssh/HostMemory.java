package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.NoteFolder;
import io.skyjobs.providers.channel.NoteText;
import io.skyjobs.providers.channel.host.HostFacts;
import io.skyjobs.providers.channel.host.HostFacts.Gpu;
import io.skyjobs.providers.channel.ssh.SshTarget;
import io.skyjobs.providers.ssh.pool.HostId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What hosts had when they answered last, and how they were reached, kept over restarts: an offer
 * does not vanish because a host is out of reach, and a host that was taken out of the pool file
 * can still be cleared. Safe for use from many threads.
 */
final class HostMemory {
    private static final Logger LOG = LoggerFactory.getLogger(HostMemory.class);
    private static final String TOOLS = ",";

    private final NoteFolder notes;
    private final Map<HostId, Known> known = new ConcurrentHashMap<>();

    HostMemory(Path root) {
        this.notes = new NoteFolder(root.resolve("hosts"), NoteFolder.Durability.ALL);
    }

    /**
     * What is remembered of a host.
     *
     * @param facts without claims, which grow old at once
     */
    record Known(SshTarget target, HostFacts facts) {}

    /** A word that stands for a host in names of files. */
    static String key(HostId host) {
        return UUID.nameUUIDFromBytes(host.value().getBytes(StandardCharsets.UTF_8)).toString();
    }

    Optional<Known> of(HostId host) {
        var found = known.get(host);
        if (found != null) {
            return Optional.of(found);
        }
        try {
            var read = notes.read(key(host)).map(HostMemory::parse);
            read.ifPresent(it -> known.putIfAbsent(host, it));
            return read;
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.warn("What was known of {} cannot be read: {}", host, unreadable.toString());
            return Optional.empty();
        }
    }

    /** Remembers a host; writes nothing when nothing changed that lasts. */
    void keep(HostId host, SshTarget target, HostFacts facts) {
        var lasting = new Known(target, lasting(facts));
        var before = known.put(host, lasting);
        if (lasting.equals(before)) {
            return;
        }
        try {
            notes.put(key(host), text(host, lasting));
        } catch (IOException unwritable) {
            // It is learnt anew when the host answers again.
            LOG.warn("What is known of {} cannot be kept: {}", host, unwritable.toString());
        }
    }

    /** What does not change by the minute. */
    private static HostFacts lasting(HostFacts facts) {
        var gib = 1024;
        return new HostFacts(
                facts.hostname(),
                facts.bootId(),
                facts.cpus(),
                facts.memoryMib(),
                facts.diskFreeMib() / gib * gib,
                facts.gpus(),
                List.of(),
                facts.tools(),
                facts.address());
    }

    private static String text(HostId host, Known known) {
        var target = known.target();
        var facts = known.facts();
        return NoteText.empty()
                .with("id", host.value())
                .with("host", target.host())
                .with("user", target.user().orElse(""))
                .with("port", target.port().map(String::valueOf).orElse(""))
                .withEach("identity", target.identities().stream().map(Path::toString).toList())
                .with("proxy-jump", target.proxyJump().orElse(""))
                .with("proxy-command", target.proxyCommand().orElse(""))
                .withEach("host-key", target.hostKeys())
                .with("hostname", facts.hostname())
                .with("boot-id", facts.bootId())
                .with("cpus", facts.cpus())
                .with("memory-mib", facts.memoryMib())
                .with("disk-free-mib", facts.diskFreeMib())
                .withEach(
                        "gpu",
                        facts.gpus().stream()
                                .map(it -> it.index() + " " + it.memoryMib() + " " + it.name())
                                .toList())
                .with("tools", String.join(TOOLS, facts.tools()))
                .with("address", facts.address())
                .text();
    }

    private static Known parse(String text) {
        var note = NoteText.parse(text);
        var gpus = new ArrayList<Gpu>();
        for (var line : note.each("gpu")) {
            var parts = line.split(" ", 3);
            gpus.add(new Gpu(Integer.parseInt(parts[0]), parts[2], Long.parseLong(parts[1])));
        }
        return new Known(
                new SshTarget(
                        note.get("host"),
                        given(note, "user"),
                        given(note, "port").map(Integer::valueOf),
                        note.each("identity").stream().map(Path::of).toList(),
                        given(note, "proxy-jump"),
                        given(note, "proxy-command"),
                        note.each("host-key")),
                new HostFacts(
                        note.get("hostname"),
                        note.get("boot-id"),
                        (int) note.number("cpus"),
                        note.number("memory-mib"),
                        note.number("disk-free-mib"),
                        gpus,
                        List.of(),
                        given(note, "tools").map(it -> List.of(it.split(TOOLS))).orElse(List.of()),
                        note.get("address")));
    }

    private static Optional<String> given(NoteText note, String key) {
        return note.find(key).filter(it -> !it.isEmpty());
    }
}
