package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.UsdPerHour;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds what a test asks for: each method answers the same wish with one thing more. */
record Wishes(Resources resources) {
    static final Wishes ANY = new Wishes(Resources.ANY);

    Wishes in(String infra) {
        String[] parts = infra.split("/", -1);
        return with(
                new Infra(part(parts, 0), part(parts, 1), part(parts, 2)),
                resources.instanceType(),
                resources.cpus(),
                resources.memoryGib(),
                resources.accelerator());
    }

    Wishes type(String type) {
        return with(
                resources.infra(),
                Optional.of(type),
                resources.cpus(),
                resources.memoryGib(),
                resources.accelerator());
    }

    Wishes cpus(String amount) {
        return with(
                resources.infra(),
                resources.instanceType(),
                Optional.of(amount(amount)),
                resources.memoryGib(),
                resources.accelerator());
    }

    Wishes memory(String amount) {
        return with(
                resources.infra(),
                resources.instanceType(),
                resources.cpus(),
                Optional.of(amount(amount)),
                resources.accelerator());
    }

    Wishes gpus(String name, double count) {
        return accelerator(new AcceleratorRequest.Named(new Accelerator(name, count)));
    }

    Wishes gpuMemory(String amount, String maker, double count) {
        return accelerator(
                new AcceleratorRequest.ByMemory(
                        amount(amount),
                        maker.isEmpty() ? Optional.empty() : Optional.of(maker),
                        count));
    }

    Wishes spot() {
        return new Wishes(
                rest(true, resources.maxHourlyCost(), resources.ports(), resources.imageId()));
    }

    Wishes atMost(String dollars) {
        return new Wishes(
                rest(
                        resources.spot(),
                        Optional.of(UsdPerHour.of(dollars)),
                        resources.ports(),
                        resources.imageId()));
    }

    Wishes ports(String... ports) {
        return new Wishes(
                rest(
                        resources.spot(),
                        resources.maxHourlyCost(),
                        List.of(ports),
                        resources.imageId()));
    }

    Wishes image(String region, String image) {
        return new Wishes(
                rest(
                        resources.spot(),
                        resources.maxHourlyCost(),
                        resources.ports(),
                        Map.of(region, image)));
    }

    private Wishes accelerator(AcceleratorRequest ask) {
        return with(
                resources.infra(),
                resources.instanceType(),
                resources.cpus(),
                resources.memoryGib(),
                Optional.of(ask));
    }

    private Wishes with(
            Infra infra,
            Optional<String> type,
            Optional<Amount> cpus,
            Optional<Amount> memory,
            Optional<AcceleratorRequest> accelerator) {
        return new Wishes(
                new Resources(
                        infra,
                        type,
                        cpus,
                        memory,
                        accelerator,
                        resources.spot(),
                        resources.diskGib(),
                        resources.diskTier(),
                        resources.networkTier(),
                        resources.localDisk(),
                        resources.maxHourlyCost(),
                        resources.ports(),
                        resources.imageId(),
                        resources.labels()));
    }

    private Resources rest(
            boolean spot,
            Optional<UsdPerHour> most,
            List<String> ports,
            Map<String, String> images) {
        return new Resources(
                resources.infra(),
                resources.instanceType(),
                resources.cpus(),
                resources.memoryGib(),
                resources.accelerator(),
                spot,
                resources.diskGib(),
                resources.diskTier(),
                resources.networkTier(),
                resources.localDisk(),
                most,
                ports,
                images,
                resources.labels());
    }

    private static Amount amount(String text) {
        return new Amount(Double.parseDouble(text.replace("+", "")), text.endsWith("+"));
    }

    private static Optional<String> part(String[] parts, int index) {
        return index < parts.length && !parts[index].equals("*")
                ? Optional.of(parts[index])
                : Optional.empty();
    }
}
