package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.HostConnection;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Places one tree by rsync: the sender runs on this machine, the receiver on the host, and all
 * bytes between them go over the host's one held connection. Used once; no process on this machine
 * outlives {@link #place}, and the receiver ends with its streams.
 */
final class RsyncTransfer {
    /** Both ends have said all by then; only exit codes are waited for. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final Duration HEARING = Duration.ofSeconds(1);

    /** Twice what a pipe holds here. */
    private static final int BUFFER = 128 * 1024;

    /**
     * Exit codes of rsync for what another way may still do: options, protocol and abilities that
     * one end does not know.
     */
    private static final Set<Integer> UNLIKE = Set.of(1, 2, 4);

    private final HostConnection host;
    private final Path rsync;
    private final TransferSettings settings;
    private final TransferMeter meter;
    private final Complaints complaints = new Complaints();
    private final AtomicReference<Ending> ending = new AtomicReference<>(new Ending.Unknown());
    private final Cutter cutter = new Cutter();

    private sealed interface Ending {
        record Unknown() implements Ending {}

        record Done() implements Ending {}

        record Impossible() implements Ending {}

        record Failed(String reason) implements Ending {}
    }

    RsyncTransfer(HostConnection host, Path rsync, TransferSettings settings, TransferMeter meter) {
        this.host = host;
        this.rsync = rsync;
        this.settings = settings;
        this.meter = meter;
    }

    /**
     * Places it.
     *
     * @return false when the two ends cannot do it by rsync
     * @throws IOException why it failed, for people
     */
    boolean place(FileTree tree, Placement placement) throws IOException, InterruptedException {
        try (var command = RsyncCommand.of(rsync, tree, placement, settings.patience())) {
            var crew = new TransferCrew(settings.threads(), meter, settings.patience());
            crew.await(() -> conduct(crew, command), cutter::cut);
        }
        return switch (ending.get()) {
            case Ending.Done() -> true;
            case Ending.Impossible() -> false;
            case Ending.Failed(var reason) when reason.equals(Placement.ASTRAY) ->
                    throw new Placement.Astray();
            case Ending.Failed(var reason) -> throw new IOException(reason);
            case Ending.Unknown() -> throw new IOException("it ended without a word");
        };
    }

    private void conduct(TransferCrew crew, RsyncCommand command)
            throws IOException, ChannelException, InterruptedException {
        var sender = command.sender().start();
        cutter.add(() -> end(sender));
        var here = crew.start(() -> complaints.read(sender.getErrorStream()));
        var said = sender.getInputStream();
        var receiver = host.start(command.receiver(RsyncWords.asked(said)));
        cutter.add(receiver::close);
        var there = crew.start(() -> complaints.read(receiver.errors()));
        if (RsyncWords.begins(receiver.output(), RsyncCommand.MARKER)) {
            meter.moved();
            crew.start(() -> pump(receiver.output(), sender.getOutputStream(), false));
            var toHost = crew.start(() -> pump(said, receiver.input(), true));
            var exit = sender.waitFor();
            if (exit != 0) {
                // What is left of its bytes waits for a receiver that may be gone.
                toHost.interrupt();
            }
            var other = receiver.await(FAREWELL);
            heard(here, there);
            ending.set(outcome(exit, other));
        } else {
            var other = receiver.await(FAREWELL);
            heard(there);
            ending.set(refusal(other));
        }
    }

    /** Their streams have ended, or are about to. */
    private static void heard(Thread... readers) throws InterruptedException {
        for (var reader : readers) {
            reader.join(HEARING);
        }
    }

    private Ending outcome(int here, OptionalInt there) {
        if (here == 0 && there.equals(OptionalInt.of(0))) {
            return new Ending.Done();
        }
        if (UNLIKE.contains(here) || there.stream().anyMatch(UNLIKE::contains)) {
            return new Ending.Impossible();
        }
        var fallback =
                there.isEmpty()
                        ? "the connection to the host was lost"
                        : "rsync ended with exit code " + Math.max(here, there.getAsInt());
        return new Ending.Failed(complaints.first().orElse(fallback));
    }

    private Ending refusal(OptionalInt exit) {
        if (exit.isEmpty()) {
            return new Ending.Failed("the connection to the host was lost");
        }
        return switch (exit.getAsInt()) {
            case RsyncCommand.ABSENT -> new Ending.Impossible();
            case RsyncCommand.ASTRAY -> new Ending.Failed(Placement.ASTRAY);
            default ->
                    new Ending.Failed(
                            complaints
                                    .first()
                                    .orElse("the host's shell ended with " + exit.getAsInt()));
        };
    }

    /** Carries bytes until either side ends; what that means, the exit codes say. */
    private void pump(InputStream from, OutputStream to, boolean counts) {
        var buffer = new byte[BUFFER];
        try (to) {
            for (var count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
                meter.sent(counts ? count : 0);
            }
        } catch (IOException ended) {
            // What it means, the exit codes say.
            return;
        }
    }

    /** The sender with the bridge that it started. */
    private static void end(Process sender) {
        sender.descendants().forEach(ProcessHandle::destroyForcibly);
        sender.destroyForcibly();
        closeQuietly(sender.getOutputStream());
        closeQuietly(sender.getInputStream());
        closeQuietly(sender.getErrorStream());
    }

    private static void closeQuietly(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception alreadyGone) {
            // Its process is dead: there is nobody left who could miss these bytes.
            return;
        }
    }
}
