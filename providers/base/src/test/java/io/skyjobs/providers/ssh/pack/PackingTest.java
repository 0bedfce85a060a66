package io.skyjobs.providers.ssh.pack;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.providers.channel.host.Claim;
import io.skyjobs.providers.channel.host.HostFacts;
import io.skyjobs.providers.channel.ssh.SshTarget;
import io.skyjobs.providers.ssh.pool.HostCap;
import io.skyjobs.providers.ssh.pool.PoolHost;
import io.skyjobs.spi.ClusterName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which hosts nodes get. */
class PackingTest {
    private static final String A100 = "NVIDIA A100-SXM4-80GB";

    /** A machine and what is claimed of it. */
    private record Box(PoolHost host, HostFacts facts, List<Claim> claims) {
        HostStock stock() {
            return HostStock.of(host, facts, claims);
        }
    }

    private static Box box(String name, int cpus, int gib, String... gpus) {
        return box(name, HostCap.NONE, cpus, gib, List.of(gpus));
    }

    private static Box box(String name, HostCap cap, int cpus, int gib, List<String> gpus) {
        var told =
                IntStream.range(0, gpus.size())
                        .mapToObj(index -> new HostFacts.Gpu(index, gpus.get(index), 81_920))
                        .toList();
        return new Box(
                new PoolHost(name, SshTarget.of(name), cap),
                new HostFacts(name, "boot", cpus, gib * 1024L, 0, told, List.of(), List.of(), ""),
                new ArrayList<>());
    }

    private static Demand demand(double cpus, double gib, String gpu, double gpus) {
        return new Demand(
                Math.round(cpus * 1000),
                Math.round(gib * 1024),
                gpu.isEmpty() ? Optional.empty() : Optional.of(gpu),
                (int) Math.round(gpus * 1000));
    }

    private static Optional<List<Packing.Spot>> choose(List<Box> boxes, Demand demand, int nodes) {
        return Packing.choose(boxes.stream().map(Box::stock).toList(), demand, nodes);
    }

    private static List<String> names(List<Packing.Spot> spots) {
        return spots.stream().map(spot -> spot.stock().host().name()).toList();
    }

    private static void claim(List<Box> boxes, Packing.Spot spot, Demand demand, int number) {
        for (var box : boxes) {
            if (box.host().equals(spot.stock().host())) {
                box.claims()
                        .add(
                                new Claim(
                                        new ClusterName("c" + number),
                                        0,
                                        "aaaaaa",
                                        1,
                                        demand.milliCpus(),
                                        demand.memoryMib(),
                                        spot.gpus()));
            }
        }
    }

    @Test
    void whoAsksForNothingGetsTheLeastLoaded() {
        var boxes = List.of(box("a", 4, 8), box("b", 4, 8), box("c", 16, 8));
        var order = new ArrayList<String>();
        for (var number = 0; number < 6; number++) {
            var spot = choose(boxes, Demand.NOTHING, 1).orElseThrow().getFirst();
            claim(boxes, spot, Demand.NOTHING, number);
            order.add(spot.stock().host().name());
        }

        assertThat(order).containsExactly("c", "a", "b", "c", "c", "c");
    }

    @Test
    void whoAsksForCpusGetsTheFullestHostAndNoGpuHostWhereAnotherWillDo() {
        var boxes = List.of(box("gpu", 8, 64, A100), box("big", 32, 64), box("small", 8, 64));

        assertThat(names(choose(boxes, demand(4, 0, "", 0), 1).orElseThrow()))
                .containsExactly("small");
        assertThat(names(choose(boxes, demand(4, 0, "", 0), 3).orElseThrow()))
                .containsExactly("small", "big", "gpu");
        assertThat(choose(boxes, demand(9, 0, "", 0), 2)).isEmpty();
    }

    @Test
    void wholeHostsStayFreeForThoseWhoNeedOne() {
        var boxes = List.of(box("eight", 96, 512, gpus(8)), box("two", 16, 64, gpus(2)));

        assertThat(names(choose(boxes, demand(0, 0, "a100-80gb", 1), 1).orElseThrow()))
                .containsExactly("two");
        assertThat(names(choose(boxes, demand(0, 0, "A100-80GB", 4), 1).orElseThrow()))
                .containsExactly("eight");
        assertThat(choose(boxes, demand(0, 0, "V100", 1), 1)).isEmpty();
    }

    private static String[] gpus(int number) {
        return IntStream.range(0, number).mapToObj(index -> A100).toArray(String[]::new);
    }

    @Test
    void aFractionJoinsAGpuThatIsSharedAlready() {
        var boxes = List.of(box("one", 8, 64, gpus(1)), box("two", 8, 64, gpus(2)));
        var half = demand(0, 0, "A100-80GB", 0.5);
        claim(boxes, new Packing.Spot(boxes.get(1).stock(), Map.of(1, 500)), half, 0);

        var spot = choose(boxes, half, 1).orElseThrow().getFirst();

        assertThat(spot.stock().host().name()).isEqualTo("two");
        assertThat(spot.gpus()).containsExactly(Map.entry(1, 500));
        assertThat(choose(boxes, demand(0, 0, "A100-80GB", 2), 1)).isEmpty();
        assertThat(boxes.get(1).stock().couldHold(demand(0, 0, "A100-80GB", 2))).isTrue();
        assertThat(choose(boxes, demand(0, 0, "A100-80GB", 1.5), 1).orElseThrow().getFirst().gpus())
                .containsExactlyInAnyOrderEntriesOf(Map.of(0, 1000, 1, 500));
    }

    @Test
    void aCapHoldsBackWhatJobsMayNotHave() {
        var cap = new HostCap(Optional.of(2.0), Optional.of(4.0), Optional.of(1));
        var boxes = List.of(box("shared", cap, 64, 512, List.of(A100, A100)));

        assertThat(choose(boxes, demand(2, 4, "A100-80GB", 1), 1).orElseThrow().getFirst().gpus())
                .containsExactly(Map.entry(0, 1000));
        assertThat(choose(boxes, demand(2.5, 0, "", 0), 1)).isEmpty();
        assertThat(choose(boxes, demand(0, 5, "", 0), 1)).isEmpty();
        assertThat(choose(boxes, demand(0, 0, "A100-80GB", 2), 1)).isEmpty();
        assertThat(boxes.getFirst().stock().free(demand(1, 1, "A100-80GB", 1)))
                .isEqualTo("shared has 2 of 2 CPUs, 4 of 4 GiB and 1 of 1 A100-80GB free");
    }

    /**
     * Whatever comes and goes: nothing is given twice, each node of a cluster is on another host,
     * nothing is refused that would fit, and what does not ask reserves nothing.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void nothingIsGivenTwice(long seed) {
        var random = new SplittableRandom(seed);
        var boxes = new ArrayList<Box>();
        var number = random.nextInt(1, 8);
        for (var host = 0; host < number; host++) {
            boxes.add(
                    box(
                            "h" + host,
                            random.nextInt(1, 65),
                            random.nextInt(1, 257),
                            gpus(random.nextInt(0, 9))));
        }
        for (var step = 0; step < 400; step++) {
            if (random.nextInt(3) == 0) {
                var box = boxes.get(random.nextInt(boxes.size()));
                if (!box.claims().isEmpty()) {
                    box.claims().remove(random.nextInt(box.claims().size()));
                }
                continue;
            }
            var demand = drawn(random);
            var nodes = random.nextInt(1, 4);
            var fitting =
                    boxes.stream().filter(box -> box.stock().place(demand).isPresent()).count();
            var spots = choose(boxes, demand, nodes);
            assertThat(spots.isPresent()).as("step %d", step).isEqualTo(fitting >= nodes);
            for (var spot : spots.orElse(List.of())) {
                claim(boxes, spot, demand, step);
            }
            assertThat(new HashSet<>(names(spots.orElse(List.of()))))
                    .hasSize(spots.map(List::size).orElse(0));
            boxes.forEach(PackingTest::mustHold);
        }
    }

    private static Demand drawn(SplittableRandom random) {
        var counts = new double[] {0.1, 0.25, 0.333, 0.5, 0.75, 1, 1.5, 2, 4, 8};
        return switch (random.nextInt(4)) {
            case 0 -> Demand.NOTHING;
            case 1 -> demand(random.nextInt(1, 33) / 2.0, random.nextInt(0, 65), "", 0);
            default ->
                    demand(
                            random.nextInt(0, 9),
                            random.nextInt(0, 33),
                            "A100-80GB",
                            counts[random.nextInt(counts.length)]);
        };
    }

    private static void mustHold(Box box) {
        var cpus = 0L;
        var memory = 0L;
        var gpus = new HashMap<Integer, Integer>();
        for (var claim : box.claims()) {
            cpus += claim.milliCpus();
            memory += claim.memoryMib();
            claim.gpus().forEach((index, part) -> gpus.merge(index, part, Integer::sum));
            assertThat(claim.gpus().values().stream().filter(part -> part < 1000).count())
                    .as("a fraction is of one GPU")
                    .isLessThanOrEqualTo(1);
        }
        assertThat(cpus).isLessThanOrEqualTo(box.facts().cpus() * 1000L);
        assertThat(memory).isLessThanOrEqualTo(box.facts().memoryMib());
        assertThat(gpus.values()).allMatch(part -> part <= 1000);
        assertThat(gpus.keySet()).allMatch(index -> index < box.facts().gpus().size());
    }
}
