package io.skyjobs.providers.local;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.channel.ConfinementProbe;

import java.io.IOException;
import java.nio.file.Path;

/** What this machine lets tests do. */
final class Allowed {
    private Allowed() {}

    static boolean confinement(ConfinementChoice choice) throws InterruptedException {
        try {
            var probe = new ConfinementProbe(Path.of("allowed"));
            probe.find(choice);
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }
}
