package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Optional;

/**
 * A machine that its users know by name, as it is now; figures are missing of one that never
 * answered.
 *
 * @param pool the pool that it belongs to
 * @param name as the user wrote it
 * @param answers whether it answered
 * @param note why it cannot be used and who must act, or what else is worth knowing of it
 * @param cpus CPUs for jobs
 * @param freeCpus those that nobody has claimed
 * @param memoryGb GiB of memory for jobs
 * @param freeMemoryGb those that nobody has claimed
 * @param diskFreeGb GiB of disk that are free
 * @param gpus its GPUs, an entry for each kind
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record HostView(
        String pool,
        String name,
        boolean answers,
        String note,
        Optional<Double> cpus,
        Optional<Double> freeCpus,
        Optional<Double> memoryGb,
        Optional<Double> freeMemoryGb,
        Optional<Double> diskFreeGb,
        List<Gpus> gpus) {
    public HostView {
        pool = Wire.text(pool);
        name = Wire.need(name, "name");
        note = Wire.text(note);
        cpus = Wire.maybe(cpus);
        freeCpus = Wire.maybe(freeCpus);
        memoryGb = Wire.maybe(memoryGb);
        freeMemoryGb = Wire.maybe(freeMemoryGb);
        diskFreeGb = Wire.maybe(diskFreeGb);
        gpus = Wire.list(gpus);
    }

    /**
     * GPUs of one kind.
     *
     * @param name such as {@code A100-80GB}
     * @param count how many it has
     * @param free how many of them are free in all; may be a fraction
     * @param memoryGb GiB of memory of each
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Gpus(String name, int count, double free, double memoryGb) {
        public Gpus {
            name = Wire.text(name);
        }
    }

    /** Whether jobs can have a part of it now. */
    public boolean usable() {
        return answers && note.isEmpty();
    }
}
