package io.skyjobs.providers.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;

/**
 * What the provider {@code local} is told when it is made.
 *
 * @param root directory of all clusters; made when first needed
 * @param machine how much of this machine clusters may reserve in all
 * @param clock our wall clock
 * @param scanInterval how often to look for runs whose processes vanished without a report
 * @param confinement how processes are kept together
 * @param threads makes the one thread that watches
 */
public record LocalSettings(
        Path root,
        Capacity machine,
        InstantSource clock,
        Duration scanInterval,
        ConfinementChoice confinement,
        ThreadFactory threads) {
    /**
     * How often to look for vanished runs unless said otherwise: a run's loss is to be seen within
     * a second.
     */
    public static final Duration SCAN_INTERVAL = Duration.ofSeconds(1);

    /**
     * CPUs and memory.
     *
     * @param cpus virtual CPUs; may be a fraction
     * @param memoryGib memory in GiB
     */
    public record Capacity(double cpus, double memoryGib) {
        /** Nothing. */
        public static final Capacity NONE = new Capacity(0, 0);

        /** Both together. */
        public Capacity plus(Capacity other) {
            return new Capacity(cpus + other.cpus, memoryGib + other.memoryGib);
        }

        /** What is left when the other is taken away. */
        public Capacity minus(Capacity other) {
            return new Capacity(cpus - other.cpus, memoryGib - other.memoryGib);
        }

        /** So many times as much. */
        public Capacity times(int count) {
            return new Capacity(cpus * count, memoryGib * count);
        }

        /** Whether it has room for the other. */
        public boolean holds(Capacity other) {
            return other.cpus <= cpus && other.memoryGib <= memoryGib;
        }

        /** What is asked for, without the part that is not. */
        String asked() {
            if (memoryGib == 0) {
                return number(cpus) + " CPUs";
            }
            return cpus == 0 ? number(memoryGib) + " GiB of memory" : toString();
        }

        @Override
        public String toString() {
            return number(cpus) + " CPUs and " + number(memoryGib) + " GiB of memory";
        }
    }

    /** How the processes of a node are kept together, so that none outlives it. */
    public enum ConfinementChoice {
        /** The best that this machine allows, in the order below. */
        BEST,
        /** A cgroup per node: the kernel ends all of them, and says that none is left. */
        CGROUP,
        /** A PID namespace per script: all of them end with its first process. */
        NAMESPACE,
        /** Sessions and a marker in the environment: a process can hide from it. */
        SCAN
    }

    /** Everything as it is unless the user says otherwise. */
    public static LocalSettings standard(Path root, InstantSource clock) {
        return new LocalSettings(
                root,
                Machine.capacity(),
                clock,
                SCAN_INTERVAL,
                ConfinementChoice.BEST,
                Thread.ofPlatform().daemon().name("local-watch-", 0).factory());
    }

    /** The same with another capacity. */
    public LocalSettings withMachine(Capacity other) {
        return new LocalSettings(root, other, clock, scanInterval, confinement, threads);
    }

    /** The same with another confinement. */
    public LocalSettings withConfinement(ConfinementChoice other) {
        return new LocalSettings(root, machine, clock, scanInterval, other, threads);
    }

    /** A number without a needless fraction. */
    static String number(double value) {
        var rounded = Math.floor(value * 100) / 100;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }
}
