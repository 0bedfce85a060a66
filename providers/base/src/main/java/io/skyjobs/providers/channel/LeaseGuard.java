package io.skyjobs.providers.channel;

import io.skyjobs.spi.ChannelException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The dead man's switch of a node: a process of the node's own that ends the node once its lease
 * has not been renewed in time and no run is active on it, whether or not we still exist. It never
 * ends a run, and it ends with its node. Safe for use from many threads.
 */
public final class LeaseGuard {
    private static final String PROGRAM = "guard.sh";
    private static final String LEASE = "lease";
    private static final String EXPIRED = "lease-expired";

    private final ProcessNode node;

    /** The switch of a node; nothing happens yet. */
    public LeaseGuard(ProcessNode node) {
        this.node = node;
    }

    /**
     * Renews the lease and makes sure that the node is guarded. Idempotent; a guard that was killed
     * is replaced.
     *
     * @throws ChannelException when there is no such node any more
     * @throws IOException when it could not be started
     */
    public void start(Duration lease) throws IOException, ChannelException {
        node.prepare();
        renew(lease);
        place(PROGRAM, program());
        var command = List.of("sh", PROGRAM, "start", directory().toString());
        ShellCall.of(command, directory(), node.environment()).mustSucceed();
    }

    /**
     * Renews the lease; nothing happens to a node that is gone.
     *
     * @param lease how long the node waits for the next renewal; whole seconds, rounded up
     */
    public void renew(Duration lease) throws IOException {
        if (Files.isDirectory(directory())) {
            // Another word each time, so that the guard compares no clock with ours.
            place(LEASE, lease.plusMillis(999).toSeconds() + " " + UUID.randomUUID() + "\n");
        }
    }

    /** Whether the node was ended for want of a renewal, or is about to be. */
    public boolean expired() {
        return Files.exists(directory().resolve(EXPIRED));
    }

    private Path directory() {
        return node.place().directories().node(node.cluster(), node.rank());
    }

    private void place(String name, String text) throws IOException {
        var draft = directory().resolve("." + name + "." + UUID.randomUUID());
        Files.writeString(draft, text);
        Files.move(draft, directory().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String program() throws IOException {
        try (var resource = LeaseGuard.class.getResourceAsStream(PROGRAM)) {
            if (resource == null) {
                throw new IllegalStateException("this program was built without its guard");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
