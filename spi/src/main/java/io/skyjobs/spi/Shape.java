package io.skyjobs.spi;

import java.util.Optional;

/**
 * What one machine of an instance type has.
 *
 * @param instanceType the provider's own name of the type
 * @param vcpus virtual CPUs, in all for a divisible shape
 * @param memoryGib memory in GiB, in all for a divisible shape
 * @param accelerator accelerators on one node
 * @param acceleratorMemoryGib memory of each accelerator in GiB, where known
 * @param divisible whether a node may take any part of the shape (a shared machine) rather than all
 *     of it (a VM)
 */
public record Shape(
        String instanceType,
        double vcpus,
        double memoryGib,
        Optional<Accelerator> accelerator,
        Optional<Double> acceleratorMemoryGib,
        boolean divisible) {}
