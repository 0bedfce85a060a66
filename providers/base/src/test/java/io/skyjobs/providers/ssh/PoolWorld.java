package io.skyjobs.providers.ssh;

import io.skyjobs.providers.ssh.pool.PoolFile;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Resources;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;

/** A pool {@code lab} of machines in memory, and servers that use it. */
final class PoolWorld implements AutoCloseable {
    static final String OURS = "aaaaaa";
    static final String THEIRS = "bbbbbb";
    static final Duration LIMIT = Duration.ofMinutes(30);

    private final Path root;
    private final Map<String, FakeHost> hosts = new LinkedHashMap<>();
    private final AtomicLong nanos = new AtomicLong();
    private final List<SshProvider> opened = new ArrayList<>();

    PoolWorld(Path root) {
        this.root = root;
    }

    FakeHost host(String name, int cpus, int gib, String... gpus) throws IOException {
        var made = new FakeHost(name, cpus, gib, List.of(gpus));
        hosts.put(name, made);
        file("lab: {hosts: [\"" + String.join("\", \"", hosts.keySet()) + "\"]}\n");
        return made;
    }

    void file(String text) throws IOException {
        Files.writeString(root.resolve("pools.yaml"), text);
    }

    /** A server over a state of its own name; the same name again is the same after a restart. */
    SshProvider server(String state) {
        var provider =
                new SshProvider(
                        new SshProvider.Ground(
                                root.resolve(state),
                                new PoolFile(root.resolve("pools.yaml"), root),
                                target -> host(target.host()).open(),
                                () -> {}),
                        new Times(
                                () -> Instant.parse("2026-11-25T18:00:00Z").plusNanos(nanos.get()),
                                nanos::get),
                        PoolLimits.STANDARD);
        opened.add(provider);
        return provider;
    }

    FakeHost host(String name) {
        var found = hosts.get(name);
        if (found == null) {
            throw new AssertionError("nobody plays " + name);
        }
        return found;
    }

    ClusterBook book(String state) {
        return new ClusterBook(root.resolve(state), Instant::now);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    static ClusterName name(String prefix) {
        return new ClusterName(prefix + "-1-0-1-" + OURS);
    }

    /** What a task asks for. */
    record Ask(OptionalDouble cpus, OptionalDouble gib, Optional<Accelerator> gpus) {
        static final Ask NOTHING =
                new Ask(OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());

        static Ask cpus(double cpus) {
            return new Ask(OptionalDouble.of(cpus), OptionalDouble.empty(), Optional.empty());
        }

        static Ask gpus(String name, double count) {
            return new Ask(
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.of(new Accelerator(name, count)));
        }
    }

    static ClusterSpec spec(SshProvider provider, String prefix, int nodes, Ask ask) {
        return spec(provider, prefix, OURS, nodes, ask);
    }

    static ClusterSpec spec(
            SshProvider provider, String prefix, String installation, int nodes, Ask ask) {
        var kind = ask.gpus().map(Accelerator::name);
        var offer =
                offers(provider).stream()
                        .filter(it -> it.shape().accelerator().map(Accelerator::name).equals(kind))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(offers(provider)));
        return new ClusterSpec(
                new ClusterName(prefix + "-1-0-1-" + installation),
                installation,
                1,
                nodes,
                offer,
                resources(ask));
    }

    static ClusterSpec at(ClusterSpec spec, long epoch) {
        return new ClusterSpec(
                spec.name(),
                spec.installation(),
                epoch,
                spec.nodes(),
                spec.offer(),
                spec.resources());
    }

    static List<Offer> offers(SshProvider provider) {
        try {
            return provider.offers();
        } catch (ProvisionException trouble) {
            throw new AssertionError(trouble);
        }
    }

    private static Resources resources(Ask ask) {
        var any = Resources.ANY;
        return new Resources(
                any.infra(),
                any.instanceType(),
                amount(ask.cpus()),
                amount(ask.gib()),
                ask.gpus().map(AcceleratorRequest.Named::new),
                false,
                any.diskGib(),
                any.diskTier(),
                any.networkTier(),
                any.localDisk(),
                any.maxHourlyCost(),
                any.ports(),
                any.imageId(),
                any.labels());
    }

    private static Optional<Amount> amount(OptionalDouble value) {
        return value.isPresent()
                ? Optional.of(new Amount(value.getAsDouble(), false))
                : Optional.empty();
    }

    @Override
    public void close() {
        opened.forEach(SshProvider::close);
    }
}
