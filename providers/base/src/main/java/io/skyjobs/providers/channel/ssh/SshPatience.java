package io.skyjobs.providers.channel.ssh;

import java.time.Duration;

/**
 * When a silent connection is given up and how long a lost one is left alone.
 *
 * @param heartbeat a connection from which nothing was heard for so long is asked for a sign of
 *     life
 * @param missed after so many heartbeats in a row without any byte from the host it is lost
 * @param firstPause the pause after the first failure; it doubles with every further one
 * @param longestPause no pause is longer; also the pause after a failure that a person must mend
 */
public record SshPatience(
        Duration heartbeat, int missed, Duration firstPause, Duration longestPause) {
    public SshPatience {
        if (!heartbeat.isPositive() || missed < 1 || !firstPause.isPositive()) {
            throw new IllegalArgumentException("a heartbeat and a pause must be positive");
        }
        if (longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("the longest pause is shorter than the first");
        }
    }

    /**
     * Lost after 45 s to 60 s of silence, so that a cut of half a minute ends nothing; a try every
     * 15 s at the longest, so that a host that came back is used again soon.
     */
    public static SshPatience usual() {
        return new SshPatience(
                Duration.ofSeconds(15), 3, Duration.ofMillis(250), Duration.ofSeconds(15));
    }
}
