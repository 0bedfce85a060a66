package io.skyjobs.providers.channel;

import java.util.Optional;

/**
 * One process in one life of one machine; a later process with the same pid is not equal to it.
 *
 * @param pid process id
 * @param started when it was started, in clock ticks since the machine was; 0 where it had ended
 *     before it could be looked at
 * @param boot id of the machine's present life
 */
public record ProcessIdentity(long pid, long started, String boot) {
    /** Reads {@code PID STARTED BOOT}; empty for anything else. */
    public static Optional<ProcessIdentity> parse(String text) {
        var parts = text.strip().split(" +", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ProcessIdentity(
                            Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]));
        } catch (NumberFormatException otherText) {
            return Optional.empty();
        }
    }
}
