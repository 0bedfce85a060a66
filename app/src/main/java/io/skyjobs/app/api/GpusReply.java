package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Optional;

/**
 * Accelerators on offer.
 *
 * @param accelerators in which numbers each can be had, common ones first
 * @param machines machines that have the accelerator asked for, cheapest first
 * @param pools GPUs of machines that people know one by one, pool by pool
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record GpusReply(List<Quantities> accelerators, List<Machine> machines, List<Pool> pools) {
    public GpusReply {
        accelerators = Wire.list(accelerators);
        machines = Wire.list(machines);
        pools = Wire.list(pools);
    }

    /**
     * GPUs of a pool.
     *
     * @param infra such as {@code ssh/gpus}
     * @param title for people, such as {@code SSH (gpus)}
     * @param gpus an entry for each kind
     * @param hosts its machines
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Pool(String infra, String title, List<PoolGpus> gpus, List<HostView> hosts) {
        public Pool {
            infra = Wire.text(infra);
            title = Wire.text(title);
            gpus = Wire.list(gpus);
            hosts = Wire.list(hosts);
        }
    }

    /**
     * GPUs of one kind in a pool, machines that do not answer included as they were last seen.
     *
     * @param name such as {@code A100-80GB}
     * @param counts how many a node can have, smallest first; fractions are possible too
     * @param total how many there are
     * @param free how many are free on machines that can be used now
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record PoolGpus(String name, List<Double> counts, int total, double free) {
        public PoolGpus {
            name = Wire.text(name);
            counts = Wire.list(counts);
        }
    }

    /**
     * In which numbers an accelerator can be had on one machine.
     *
     * @param name its name
     * @param common whether people mostly ask for it
     * @param counts the numbers, smallest first
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Quantities(String name, boolean common, List<Double> counts) {
        public Quantities {
            name = Wire.text(name);
            counts = Wire.list(counts);
        }
    }

    /**
     * A machine with accelerators.
     *
     * @param name accelerator
     * @param count how many of it
     * @param cloud provider's name for people
     * @param instanceType instance type
     * @param deviceMemoryGb GiB of memory of each accelerator, where known
     * @param vcpus vCPUs
     * @param memoryGb GiB of memory
     * @param pricePerHour dollars on demand, where it can be had so
     * @param spotPricePerHour dollars for a machine that may be taken back
     * @param region region; empty where the provider has none
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Machine(
            String name,
            double count,
            String cloud,
            String instanceType,
            Optional<Double> deviceMemoryGb,
            double vcpus,
            double memoryGb,
            Optional<Double> pricePerHour,
            Optional<Double> spotPricePerHour,
            String region) {
        public Machine {
            name = Wire.text(name);
            cloud = Wire.text(cloud);
            instanceType = Wire.text(instanceType);
            deviceMemoryGb = Wire.maybe(deviceMemoryGb);
            pricePerHour = Wire.maybe(pricePerHour);
            spotPricePerHour = Wire.maybe(spotPricePerHour);
            region = Wire.text(region);
        }
    }
}
