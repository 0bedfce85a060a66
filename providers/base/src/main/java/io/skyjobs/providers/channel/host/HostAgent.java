package io.skyjobs.providers.channel.host;

import io.skyjobs.providers.channel.host.HostScript.Mode;
import io.skyjobs.providers.channel.host.HostSettings.Limits;
import io.skyjobs.providers.channel.host.HostStream.Opening;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.NodeChannel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A host that is asked over two held streams: one for everything that is small, and one for the
 * bytes of logs, so that logs never delay the rest. Nothing is known here that is not in files on
 * the host. Safe for use from many threads.
 */
public final class HostAgent implements NodeHost {
    private static final Logger LOG = LoggerFactory.getLogger(HostAgent.class);

    /** So that a line is shorter than 4096 bytes. */
    private static final int NODES_PER_RENEWAL = 40;

    private final HostConnection connection;
    private final FilePlacer placer;
    private final HostSettings settings;
    private final HeldStream control;
    private final HeldStream bulk;
    private final List<Consumer<ClusterName>> consumers = new CopyOnWriteArrayList<>();
    private final Set<ClusterName> known = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Does not call out.
     *
     * @param connection to the host; closed with this
     * @param placer puts files on it
     */
    public HostAgent(HostConnection connection, FilePlacer placer, HostSettings settings) {
        this.connection = connection;
        this.placer = placer;
        this.settings = settings;
        this.control = new HeldStream(new Opening(connection, Mode.CONTROL, this::tell, settings));
        this.bulk = new HeldStream(new Opening(connection, Mode.BULK, this::tell, settings));
    }

    @Override
    public String title() {
        return connection.title();
    }

    HostReply control(String request, Duration limit) throws ChannelException {
        return control.ask(request, limit);
    }

    HostReply bulk(String request) throws ChannelException {
        return bulk.ask(request, limits().quick());
    }

    Limits limits() {
        return settings.limits();
    }

    FilePlacer placer() {
        return placer;
    }

    @Override
    public HostFacts facts() throws ChannelException {
        var reply = done(control("facts\n", limits().slow()));
        return understood(() -> HostWords.facts(reply));
    }

    @Override
    public Made make(Claim claim, HostRoom room) throws ChannelException {
        known.add(claim.cluster());
        var request =
                String.join(
                        " ",
                        "make",
                        claim.cluster().value(),
                        Integer.toString(claim.rank()),
                        claim.installation(),
                        Long.toString(claim.epoch()),
                        Long.toString(claim.milliCpus()),
                        Long.toString(claim.memoryMib()),
                        HostWords.gpus(claim.gpus()),
                        Long.toString(room.milliCpus()),
                        Long.toString(room.memoryMib()),
                        HostWords.gpus(room.gpus()));
        var reply = control(request + "\n", limits().slow());
        return switch (reply.status()) {
            case HostReply.OK -> {
                var words = reply.text().split(" ", 2);
                yield new Made.Done(
                        new HostNode(
                                claim.cluster(),
                                claim.rank(),
                                claim.installation(),
                                claim.epoch(),
                                words[0],
                                HostNode.Stage.UP,
                                words.length > 1 ? words[1] : ""));
            }
            case "noroom" -> new Made.NoRoom(about(reply));
            case "refused" -> new Made.Refused(about(reply));
            case "unfit" -> new Made.Unfit(about(reply));
            default -> throw failed(reply);
        };
    }

    private String about(HostReply reply) {
        return "On " + title() + " " + reply.text() + ".";
    }

    @Override
    public List<HostNode> nodes() throws ChannelException {
        var reply = done(control("nodes\n", limits().slow()));
        return understood(() -> HostWords.nodes(reply));
    }

    @Override
    public Optional<HostNode> node(ClusterName cluster, int rank) throws ChannelException {
        var reply = done(control("node " + cluster + " " + rank + "\n", limits().quick()));
        return understood(() -> HostWords.nodes(reply)).stream().findFirst();
    }

    @Override
    public String end(ClusterName cluster, int rank) throws ChannelException {
        var proof = done(control("end " + cluster + " " + rank + "\n", limits().slow())).text();
        known.remove(cluster);
        return proof;
    }

    @Override
    public void renew(List<Leased> nodes, Duration lease) throws ChannelException {
        var seconds = lease.plusMillis(999).toSeconds();
        for (var from = 0; from < nodes.size(); from += NODES_PER_RENEWAL) {
            var request = new StringBuilder("renew " + seconds + " ");
            // Another word each time, so that the host compares no clock with ours.
            request.append(String.format("w%016x", settings.random().nextLong()));
            var end = Math.min(nodes.size(), from + NODES_PER_RENEWAL);
            for (var node : nodes.subList(from, end)) {
                request.append(' ').append(node.cluster()).append(':').append(node.rank());
            }
            done(control(request + "\n", limits().slow()));
        }
    }

    @Override
    public NodeChannel channel(ClusterName cluster, int rank) {
        known.add(cluster);
        return new HostChannel(this, cluster, rank);
    }

    @Override
    public void watch(Consumer<ClusterName> changed) {
        consumers.add(changed);
        if (watching.compareAndSet(false, true)) {
            settings.threads().execute(this::keep);
        }
    }

    private void tell(ClusterName cluster) {
        for (var consumer : consumers) {
            try {
                consumer.accept(cluster);
            } catch (RuntimeException bug) {
                LOG.error("a hint of {} was not taken", cluster, bug);
            }
        }
    }

    /** Keeps the stream that tells of events, for as long as this is open. */
    private void keep() {
        var pause = limits().pause();
        try {
            do {
                try {
                    var stream = control.open();
                    pause = limits().pause();
                    // What happened meanwhile was told to nobody.
                    known.forEach(this::tell);
                    stream.awaitEnd();
                } catch (ChannelException unreachable) {
                    LOG.debug("{} is not watched now: {}", title(), unreachable.sentence());
                    pause = pause.multipliedBy(2);
                    if (pause.compareTo(limits().longestPause()) > 0) {
                        pause = limits().longestPause();
                    }
                }
            } while (!closed.await(jittered(pause).toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** So that the streams that one cut ended do not all come back in one moment. */
    private Duration jittered(Duration pause) {
        return Duration.ofNanos((long) (pause.toNanos() * settings.random().nextDouble(0.5, 1.5)));
    }

    private HostReply done(HostReply reply) throws ChannelException {
        if (!reply.ok()) {
            throw failed(reply);
        }
        return reply;
    }

    private ChannelException failed(HostReply reply) {
        return new ChannelException(
                "What was asked of " + title() + " failed: " + reply.text() + ".");
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T understood(Reading<T> reading) throws ChannelException {
        try {
            return reading.read();
        } catch (IOException otherText) {
            throw new ChannelException(
                    "What " + title() + " says is not understood: " + otherText.getMessage(),
                    otherText);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        control.close();
        bulk.close();
        connection.close();
    }
}
