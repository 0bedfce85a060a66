package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.FilePlacer;
import io.skyjobs.providers.channel.host.HostConnection;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Places files on one host over its held connection: by rsync where both ends have it, else by
 * SFTP. Of the connection's channels it never takes more than four at once, and more transfers than
 * that wait for their turn.
 */
final class SshCourier implements FilePlacer {
    private static final Logger LOG = LoggerFactory.getLogger(SshCourier.class);

    /** With the two streams that are held this leaves room below sshd's usual ten. */
    private static final int CHANNELS = 4;

    private final HostConnection host;
    private final SftpTransfer.Opener sftp;
    private final TransferSettings settings;
    private final Semaphore channels = new Semaphore(CHANNELS, true);

    /** For the host at the end of a connection, which stays its owner's to close. */
    SshCourier(SshConnection host, TransferSettings settings) {
        this(host, host::seat, settings);
    }

    SshCourier(HostConnection host, SftpTransfer.Opener sftp, TransferSettings settings) {
        this.host = host;
        this.sftp = sftp;
        this.settings = settings;
    }

    @Override
    public void place(String home, FileTree tree) throws ChannelException {
        var placed = transfer(home, tree);
        LOG.info(
                "Placed {} files with {} bytes at {} on {} by {}: {} bytes sent in {} s",
                tree.files(),
                tree.bytes(),
                tree.destination(),
                host.title(),
                placed.way(),
                placed.bytes(),
                "%.1f".formatted(placed.time().toMillis() / 1000.0));
    }

    /**
     * How a tree was placed.
     *
     * @param way the program or protocol
     * @param bytes sent to the host, of contents and of everything that was asked or said
     * @param time how long it took, without the wait for its turn
     */
    record Placed(String way, long bytes, Duration time) {}

    Placed transfer(String home, FileTree tree) throws ChannelException {
        var placement = Placement.of(home, tree);
        try {
            if (placement.isStart() && !Files.isDirectory(tree.source())) {
                throw new IOException("a file cannot take the place of the home");
            }
            settings.atOnce().acquire();
            try {
                return place(tree, placement);
            } finally {
                settings.atOnce().release();
            }
        } catch (Placement.Astray astray) {
            throw ChannelException.needingUser(begin(tree) + reason(astray) + ".");
        } catch (IOException trouble) {
            throw new ChannelException(begin(tree) + reason(trouble) + ".", trouble);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ChannelException(begin(tree) + "the copy was stopped.", stopped);
        }
    }

    private Placed place(FileTree tree, Placement placement)
            throws IOException, InterruptedException {
        var rsync = settings.rsync();
        if (rsync.isPresent()) {
            channels.acquire();
            try {
                var meter = new TransferMeter(settings.nanos());
                var transfer = new RsyncTransfer(host, rsync.get(), settings, meter);
                if (transfer.place(tree, placement)) {
                    return new Placed("rsync", meter.bytes(), meter.age());
                }
            } finally {
                channels.release();
            }
        }
        channels.acquire(SftpTransfer.CHANNELS);
        try {
            var meter = new TransferMeter(settings.nanos());
            new SftpTransfer(host, sftp, settings, meter).place(tree, placement);
            return new Placed("SFTP", meter.bytes(), meter.age());
        } finally {
            channels.release(SftpTransfer.CHANNELS);
        }
    }

    private String begin(FileTree tree) {
        return "The files for "
                + tree.destination()
                + " could not be placed on "
                + host.title()
                + ": ";
    }

    private static String reason(IOException trouble) {
        var said = String.valueOf(trouble.getMessage()).strip();
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }
}
