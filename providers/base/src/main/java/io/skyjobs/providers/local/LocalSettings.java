package io.skyjobs.providers.local;

import com.sun.management.OperatingSystemMXBean;

import io.skyjobs.providers.channel.ConfinementChoice;

import java.lang.management.ManagementFactory;
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

    private static final double BYTES_PER_GIB = 1024.0 * 1024 * 1024;

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

    /** Everything as it is unless the user says otherwise. */
    public static LocalSettings standard(Path root, InstantSource clock) {
        return new LocalSettings(
                root,
                ownCapacity(),
                clock,
                SCAN_INTERVAL,
                ConfinementChoice.BEST,
                Thread.ofPlatform().daemon().name("local-watch-", 0).factory());
    }

    /** CPUs and memory that this process may use: both figures honour the limits of its cgroup. */
    private static Capacity ownCapacity() {
        var memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        var gib = memory / BYTES_PER_GIB;
        // Whole GiB, so that what is shown can be asked for.
        return new Capacity(
                Runtime.getRuntime().availableProcessors(),
                gib >= 1 ? Math.floor(gib) : Math.floor(gib * 100) / 100);
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
