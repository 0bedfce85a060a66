package io.skyjobs.spi;

import java.util.List;
import java.util.Optional;

/** A provider of machines that people know one by one, and that can say how each of them is. */
public interface HostReport {
    /**
     * All machines, pool by pool in the user's own order, as they are now. Asks them, and waits for
     * no longer than a few seconds for those that do not answer. Does not throw: what cannot be
     * told is missing.
     */
    List<Host> hosts();

    /**
     * One machine.
     *
     * @param pool the region of offers that are made of it
     * @param name as the user wrote it
     * @param answers whether it answered now
     * @param figures what it has, or had when it answered last; empty when it never did
     * @param note why it cannot be used and who must act, or what else people should know; may be
     *     empty
     */
    record Host(
            String pool, String name, boolean answers, Optional<Figures> figures, String note) {}

    /**
     * What a machine has for jobs, and how much of it nobody has claimed.
     *
     * @param memoryGib memory in GiB
     * @param diskFreeGib free space where nodes are made, in GiB
     * @param gpus its GPUs, one entry per kind
     */
    record Figures(
            double cpus,
            double freeCpus,
            double memoryGib,
            double freeMemoryGib,
            double diskFreeGib,
            List<Gpus> gpus) {
        public Figures {
            gpus = List.copyOf(gpus);
        }
    }

    /**
     * GPUs of one kind in one machine.
     *
     * @param name as in the catalog, such as {@code A100-80GB}
     * @param free how many are free in all; fractions of several may add up
     * @param memoryGib memory of each in GiB
     */
    record Gpus(String name, int count, double free, double memoryGib) {}
}
