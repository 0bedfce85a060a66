package io.skyjobs.providers.ssh;

import io.skyjobs.providers.ssh.Slot.State;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** The giving up of nodes whose hosts were silent for too long. */
final class GivingUp {
    private GivingUp() {}

    /** Writes down that what is left of a node is to be ended, and answers the node as lost. */
    static Slot of(ClusterEntry entry, Slot slot, Parts parts) throws IOException {
        var silence = parts.hosts().find(slot.host()).flatMap(HeldHost::silence);
        var why =
                slot.host()
                        + " has not answered for "
                        + words(parts.limits().unreachable())
                        + silence.map(it -> " (it " + it + ")").orElse("")
                        + "; what is left there is ended first thing when it answers again";
        parts.book()
                .condemn(
                        new Condemned(
                                slot.host(), entry.name(), slot.rank(), entry.installation(), why));
        return slot.over(State.LOST, why);
    }

    /** {@code 30m}, {@code 1h30m}. */
    private static String words(Duration length) {
        return length.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }
}
