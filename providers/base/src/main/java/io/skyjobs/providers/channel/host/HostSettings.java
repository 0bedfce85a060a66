package io.skyjobs.providers.channel.host;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the agents of all hosts share.
 *
 * @param threads runs each task on a thread of its own; three for each of a host's two streams, all
 *     of which wait most of the time, and one for each host that is watched
 * @param random for the marks that divide our words from others', the words of leases, and pauses;
 *     used from many threads at once
 * @param limits how long to wait
 */
public record HostSettings(Executor threads, RandomGenerator random, Limits limits) {
    /**
     * How long to wait.
     *
     * @param open for a stream, from the start of its process to its first word; a login may have
     *     much to do
     * @param quick for an answer that takes a host milliseconds
     * @param slow for an answer that takes a host seconds when it is in trouble, such as the end of
     *     a node
     * @param pause before a lost stream is made anew for those who watch; doubles with each failure
     * @param longestPause what the pause grows to
     */
    public record Limits(
            Duration open, Duration quick, Duration slow, Duration pause, Duration longestPause) {
        /** For hosts anywhere on earth: a slow link adds seconds, not tens of them. */
        public static final Limits USUAL =
                new Limits(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(90),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(30));
    }
}
