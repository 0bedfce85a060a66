package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.HostFacts;
import io.skyjobs.providers.channel.host.NodeHost;
import io.skyjobs.providers.channel.ssh.SshTarget;
import io.skyjobs.providers.ssh.pool.HostId;
import io.skyjobs.spi.ChannelException;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A host and what is known of it: whether it answers, since when it does not, what it had when it
 * did. Safe for use from many threads.
 */
final class HeldHost implements AutoCloseable {
    /** Silence counts only while somebody listens: a longer pause between tries counts as this. */
    private static final Duration LEAST_PAUSE = Duration.ofMinutes(1);

    private static final int PAUSES_IN_LIMIT = 10;

    private final HostId id;
    private final SshTarget target;
    private final NodeHost nodes;
    private final Surroundings around;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock asking = new ReentrantLock();
    private final ReentrantLock clearing = new ReentrantLock();

    private final AtomicInteger underWay = new AtomicInteger();
    private Optional<Silence> silence = Optional.empty();
    private long missedAt;
    private Optional<Seen> seen = Optional.empty();

    /**
     * What a host is held with.
     *
     * @param unreachable how long it may be silent
     * @param answered called after each answer, on the thread that asked
     */
    record Surroundings(
            HostMemory memory, Times times, Duration unreachable, Consumer<HeldHost> answered) {}

    /** What the host said, and when by the monotonic clock. */
    private record Seen(HostFacts facts, long at) {}

    HeldHost(HostId id, SshTarget target, NodeHost nodes, Surroundings around) {
        this.id = id;
        this.target = target;
        this.nodes = nodes;
        this.around = around;
    }

    /** Something to ask of it. */
    interface Question<T> {
        T ask(NodeHost host) throws ChannelException;
    }

    HostId id() {
        return id;
    }

    SshTarget target() {
        return target;
    }

    NodeHost nodes() {
        return nodes;
    }

    /** Held while what is condemned is ended. */
    ReentrantLock clearing() {
        return clearing;
    }

    /**
     * Asks, and notes whether there was an answer. A host that is silent is asked one thing at a
     * time: what else is asked meanwhile fails at once, so that nobody queues up before a host that
     * may take minutes to be found silent again.
     */
    <T> T ask(Question<T> question) throws ChannelException {
        var silent = silence();
        var others = underWay.getAndIncrement();
        try {
            if (silent.isPresent() && others > 0) {
                throw new ChannelException(silent.get().trouble());
            }
            return asked(question);
        } finally {
            underWay.decrementAndGet();
        }
    }

    private <T> T asked(Question<T> question) throws ChannelException {
        T answer;
        try {
            answer = question.ask(nodes);
        } catch (ChannelException trouble) {
            missed(trouble.sentence());
            throw trouble;
        }
        heard();
        return answer;
    }

    /** Asks a silent host whether it answers again, unless somebody does. */
    void probe() {
        try {
            ask(NodeHost::nodes);
        } catch (ChannelException stillSilent) {
            // Which is noted.
            return;
        }
    }

    /** What it has, by an answer that is not older than this. */
    HostFacts facts(Duration age) throws ChannelException {
        if (!asking.tryLock()) {
            mustSpeak();
            asking.lock();
        }
        try {
            if (asking.hasQueuedThreads()) {
                // Whoever asked before found it silent; those who waited need not find out again.
                mustSpeak();
            }
            var now = around.times().nanos().getAsLong();
            var last = locked(() -> seen);
            if (last.isPresent() && now - last.get().at() <= age.toNanos() && silence().isEmpty()) {
                return last.get().facts();
            }
            // Asked after the time is noted, so that the age is never less than it seems.
            var facts = ask(NodeHost::facts);
            locked(() -> seen = Optional.of(new Seen(facts, now)));
            around.memory().keep(id, target, facts);
            return facts;
        } finally {
            asking.unlock();
        }
    }

    private void mustSpeak() throws ChannelException {
        var silent = silence();
        if (silent.isPresent()) {
            throw new ChannelException(silent.get().trouble());
        }
    }

    /** Makes the next question about what it has a real one. */
    void outdate() {
        locked(
                () ->
                        seen =
                                seen.map(
                                        it ->
                                                new Seen(
                                                        it.facts(),
                                                        it.at() - Duration.ofDays(1).toNanos())));
    }

    /** What it had when it answered last, also before a restart. */
    Optional<HostFacts> known() {
        return locked(() -> seen)
                .map(Seen::facts)
                .or(() -> around.memory().of(id).map(HostMemory.Known::facts));
    }

    /** That it does not answer; empty when it does, or was never asked. */
    Optional<Silence> silence() {
        return locked(() -> silence);
    }

    /** Whether it has been silent for so long that its nodes are given up. */
    boolean isLost() {
        return silence().filter(it -> it.length().compareTo(around.unreachable()) >= 0).isPresent();
    }

    /** Notes that it was asked and there was no answer in time. */
    void missed(String sentence) {
        var now = around.times().nanos().getAsLong();
        locked(
                () -> {
                    var length =
                            silence.map(it -> it.length().plus(pause(now - missedAt)))
                                    .orElse(Duration.ZERO);
                    Instant since =
                            silence.map(Silence::since)
                                    .orElseGet(() -> around.times().wall().instant());
                    missedAt = now;
                    silence = Optional.of(new Silence(since, length, sentence));
                    return silence;
                });
    }

    /** Notes that a reply is missing; a late reply is a missing one as long as it does not come. */
    void late(String sentence) {
        if (silence().isEmpty()) {
            missed(sentence);
        }
    }

    private Duration pause(long nanos) {
        var limit = around.unreachable().dividedBy(PAUSES_IN_LIMIT);
        var longest = limit.compareTo(LEAST_PAUSE) > 0 ? limit : LEAST_PAUSE;
        return Duration.ofNanos(Math.clamp(nanos, 0, longest.toNanos()));
    }

    /** Notes that it spoke without having been asked. */
    void spoke() {
        if (silence().isPresent()) {
            heard();
        }
    }

    /** Notes that it answered. */
    void heard() {
        locked(() -> silence = Optional.empty());
        around.answered().accept(this);
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        nodes.close();
    }
}
