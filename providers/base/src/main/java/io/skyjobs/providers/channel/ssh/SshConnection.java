package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.host.HostConnection;
import io.skyjobs.providers.channel.host.RemoteProcess;
import io.skyjobs.spi.ChannelException;

import org.apache.sshd.client.session.ClientSession;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The one connection over SSH to a host, made when it is first needed: however many ask at once, it
 * is tried once. After a failure it is left alone for a pause; who asks meanwhile is told the last
 * failure at once. Safe for use from many threads.
 */
public final class SshConnection implements HostConnection {
    private static final int MOST_REFUSALS = 20;
    private static final Duration AFTER_A_REFUSAL = Duration.ofMillis(50);

    private final SshTarget target;
    private final String title;
    private final Surroundings around;
    private final Semaphore seats;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<ClientSession> current = Optional.empty();
    private Optional<CompletableFuture<ClientSession>> attempt = Optional.empty();
    private Optional<SshTrouble> trouble = Optional.empty();
    private long connectedAt;
    private long notBefore;
    private int failures;
    private boolean closed;

    /**
     * What a connection is made with.
     *
     * @param handshake makes sessions
     * @param settings limits and pauses
     * @param nanos a clock that only goes forward, in nanoseconds
     * @param pauses draws the pauses
     * @param threads where a session is made and losses are told
     * @param forgotten is told when the connection is closed
     */
    record Surroundings(
            SshHandshake handshake,
            SshSettings settings,
            LongSupplier nanos,
            SshPauses pauses,
            Executor threads,
            Consumer<SshConnection> forgotten) {}

    SshConnection(SshTarget target, String title, Surroundings around) {
        this.target = target;
        this.title = title;
        this.around = around;
        this.seats = new Semaphore(around.settings().channels(), true);
        this.notBefore = around.nanos().getAsLong();
    }

    @Override
    public String title() {
        return title;
    }

    SshTarget target() {
        return target;
    }

    SshSettings settings() {
        return around.settings();
    }

    /** Why the host cannot be reached, or was lost last; empty while it is connected. */
    public Optional<SshTrouble> trouble() {
        lock.lock();
        try {
            return trouble;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RemoteProcess start(String command) throws ChannelException {
        for (var refusals = 0; ; refusals++) {
            var seat = seat();
            try {
                return SshProcess.start(this, seat, command);
            } catch (SshTroubleException failure) {
                if (refusals == MOST_REFUSALS || !failure.refused()) {
                    throw failure.forCallers();
                }
            }
            // sshd counts a process for a moment longer than it takes to tell us of its end.
            LockSupport.parkNanos(AFTER_A_REFUSAL.toNanos());
        }
    }

    /**
     * The right to one more channel; waits for a free one within the limit of a channel.
     *
     * @throws ChannelException when the host cannot be reached now, or has too many channels of
     *     ours
     */
    SshSeat seat() throws ChannelException {
        var limits = settings().limits();
        var deadline = around.nanos().getAsLong() + limits.whole().toNanos();
        // Connects before it waits for a place, so that a host that is away is told as that.
        session(limits.whole().toNanos());
        try {
            if (!seats.tryAcquire(limits.channel().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ChannelException(
                        "%s: all %d channels of the connection have been in use for %s."
                                .formatted(title, settings().channels(), plain(limits.channel())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ChannelException(title + ": interrupted while waiting for a channel.");
        }
        try {
            return new SshSeat(session(deadline - around.nanos().getAsLong()), seats::release);
        } catch (ChannelException | RuntimeException failure) {
            seats.release();
            throw failure;
        }
    }

    /** The connected session, which may be lost at any time. Waits no longer than the limits. */
    ClientSession session() throws ChannelException {
        return session(settings().limits().whole().toNanos());
    }

    private ClientSession session(long nanos) throws ChannelException {
        var wanted = wanted();
        try {
            return wanted.get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ChannelException(title + ": interrupted while connecting.");
        } catch (TimeoutException slow) {
            throw new ChannelException(
                    title
                            + ": still connecting after "
                            + plain(Duration.ofNanos(Math.max(nanos, 0)))
                            + "; it goes on, ask again.");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof SshTroubleException known) {
                throw known.forCallers();
            }
            throw new ChannelException(title + ": " + failed.getCause(), failed);
        }
    }

    private CompletableFuture<ClientSession> wanted() throws ChannelException {
        lock.lock();
        try {
            if (closed) {
                throw new ChannelException(title + ": the connection was closed on our side.");
            }
            if (current.isPresent()) {
                var session = current.get();
                if (session.isOpen()) {
                    return CompletableFuture.completedFuture(session);
                }
                lost(session);
            }
            if (attempt.isPresent()) {
                return attempt.get();
            }
            checkPause();
            var made = new CompletableFuture<ClientSession>();
            attempt = Optional.of(made);
            around.threads().execute(() -> connect(made));
            return made;
        } finally {
            lock.unlock();
        }
    }

    private void checkPause() throws ChannelException {
        var left = notBefore - around.nanos().getAsLong();
        if (left > 0) {
            var reason = trouble.map(SshTrouble::sentence).orElse(title + " was lost.");
            throw new ChannelException(
                    reason + " The next try is in " + plain(Duration.ofNanos(left)) + ".");
        }
    }

    private void connect(CompletableFuture<ClientSession> made) {
        try {
            var session = around.handshake().connect(target);
            if (connected(session)) {
                made.complete(session);
                session.addCloseFutureListener(future -> lost(session));
            } else {
                session.close(true);
                throw new SshTroubleException(
                        SshTrouble.Kind.LOST, title + ": the connection was closed on our side.");
            }
        } catch (SshTroubleException failure) {
            failed(failure.trouble());
            made.completeExceptionally(failure);
        } catch (RuntimeException | Error failure) {
            failed(new SshTrouble(SshTrouble.Kind.LOST, title + ": " + failure));
            made.completeExceptionally(failure);
        }
    }

    private boolean connected(ClientSession session) {
        lock.lock();
        try {
            attempt = Optional.empty();
            if (closed) {
                return false;
            }
            current = Optional.of(session);
            connectedAt = around.nanos().getAsLong();
            trouble = Optional.empty();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void failed(SshTrouble why) {
        lock.lock();
        try {
            attempt = Optional.empty();
            trouble = Optional.of(why);
            failures++;
            var pause = around.pauses().after(failures, why.kind());
            notBefore = around.nanos().getAsLong() + pause.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** A session that ended soon counts as a failure, or a host that drops us is asked for ever. */
    private void lost(ClientSession session) {
        lock.lock();
        try {
            if (closed || current.filter(session::equals).isEmpty()) {
                return;
            }
            current = Optional.empty();
            var why = SshTroubles.lost(title, session);
            trouble = Optional.of(why);
            var now = around.nanos().getAsLong();
            var lived = Duration.ofNanos(now - connectedAt);
            var soon = lived.compareTo(settings().patience().longestPause()) < 0;
            failures = soon ? failures + 1 : 0;
            notBefore = soon ? now + around.pauses().after(failures, why.kind()).toNanos() : now;
        } finally {
            lock.unlock();
        }
        listeners.forEach(around.threads()::execute);
    }

    @Override
    public void onLost(Runnable lost) {
        listeners.add(lost);
    }

    @Override
    public void close() {
        Optional<ClientSession> open;
        lock.lock();
        try {
            closed = true;
            open = current;
            current = Optional.empty();
        } finally {
            lock.unlock();
        }
        open.ifPresent(session -> session.close(false));
        around.forgotten().accept(this);
    }

    /** A duration as people write it, such as {@code 0.3 s} or {@code 12 s}. */
    static String plain(Duration duration) {
        var seconds = duration.toMillis() / 1000.0;
        return seconds < 10
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : Math.round(seconds) + " s";
    }
}
