package io.skyjobs.providers.ssh;

import io.skyjobs.spi.ChannelException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Ends what was condemned, as soon as its host answers and before anything is made there. Safe for
 * use from many threads.
 */
final class Clearing {
    private static final Logger LOG = LoggerFactory.getLogger(Clearing.class);

    private final ClusterBook book;
    private final Fan fan;

    Clearing(ClusterBook book, Fan fan) {
        this.book = book;
        this.fan = fan;
    }

    /** Ends all that is condemned on a host, or throws. */
    void must(HeldHost host) throws ChannelException {
        host.clearing().lock();
        try {
            for (var node : book.condemned(host.id())) {
                var evidence = host.ask(nodes -> nodes.end(node.cluster(), node.rank()));
                host.outdate();
                book.acquit(node);
                LOG.info(
                        "Node {} of {}, which was given up, is ended on {}: {}",
                        node.rank(),
                        node.cluster(),
                        host.id(),
                        evidence);
            }
        } catch (IOException trouble) {
            throw new ChannelException(
                    "what was given up on " + host.id() + " is not known: " + trouble.getMessage(),
                    trouble);
        } finally {
            host.clearing().unlock();
        }
    }

    /** Ends it soon, on another thread; to be called when a host answered. */
    void soon(HeldHost host) {
        // Whoever clears now has answers too, and they are no reason to clear once more.
        if (host.clearing().isLocked() || !isDue(host)) {
            return;
        }
        fan.later(
                () -> {
                    try {
                        must(host);
                    } catch (ChannelException trouble) {
                        LOG.warn(
                                "What was given up on {} is not ended yet: {}",
                                host.id(),
                                trouble.sentence());
                    }
                });
    }

    private boolean isDue(HeldHost host) {
        try {
            return !book.condemned(host.id()).isEmpty();
        } catch (IOException unreadable) {
            return true;
        }
    }
}
