package io.skyjobs.app.server;

import io.skyjobs.app.api.PrivateFile;
import io.skyjobs.app.api.SkyHome;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Held while a server runs over a home, so that there are never two; the system lets go of it when
 * the process dies, however it dies.
 */
final class ServerLock implements AutoCloseable {
    private final SkyHome home;
    private final FileChannel channel;
    private boolean announced;

    private ServerLock(SkyHome home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /** Takes it; empty when another process holds it. */
    static Optional<ServerLock> take(SkyHome home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new ServerLock(home, channel));
    }

    /** Says where the server listens. */
    void announce(int port) throws IOException {
        long own = ProcessHandle.current().pid();
        PrivateFile.write(home.pid(), own + " " + port + " " + SkyHome.Address.startOf(own) + "\n");
        announced = true;
    }

    @Override
    public void close() {
        try (channel) {
            if (announced) {
                Files.deleteIfExists(home.pid());
            }
        } catch (IOException trouble) {
            // The system lets go of the lock with the process, and a stale file names a dead one.
        }
    }
}
