package io.skyjobs.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a task asks for on each of its nodes; one option of a {@link ResourceChoice}.
 *
 * @param infra where it may run
 * @param instanceType the one instance type that will do
 * @param cpus virtual CPUs
 * @param memoryGib memory in GiB
 * @param accelerator accelerators
 * @param spot whether a machine that may be taken back is asked for
 * @param diskGib size of the system disk in GiB
 * @param diskTier {@code low}, {@code medium}, {@code high}, {@code ultra}, {@code best} or {@code
 *     none}
 * @param networkTier {@code standard} or {@code best}
 * @param localDisk required local disk, as written
 * @param maxHourlyCost price of one node above which an offer is refused
 * @param ports merged port ranges, such as {@code 8080} or {@code 9000-9010}
 * @param imageId image by region; the key {@code *} stands for any region
 * @param labels labels to set on the provider's resources
 */
public record Resources(
        Infra infra,
        Optional<String> instanceType,
        Optional<Amount> cpus,
        Optional<Amount> memoryGib,
        Optional<AcceleratorRequest> accelerator,
        boolean spot,
        int diskGib,
        Optional<String> diskTier,
        Optional<String> networkTier,
        Optional<String> localDisk,
        Optional<UsdPerHour> maxHourlyCost,
        List<String> ports,
        Map<String, String> imageId,
        Map<String, String> labels) {
    /** Size of the system disk where none is asked for, in GiB. */
    public static final int DEFAULT_DISK_GIB = 256;

    /** Nothing in particular, anywhere, on demand. */
    public static final Resources ANY =
            new Resources(
                    Infra.ANY,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    DEFAULT_DISK_GIB,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Map.of(),
                    Map.of());

    public Resources {
        ports = List.copyOf(ports);
        imageId = Map.copyOf(imageId);
        labels = Map.copyOf(labels);
    }
}
