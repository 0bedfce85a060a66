package io.skyjobs.app.server;

import io.skyjobs.app.api.GpusReply.Pool;
import io.skyjobs.app.api.GpusReply.PoolGpus;
import io.skyjobs.app.api.HostView;
import io.skyjobs.core.catalog.AcceleratorTable;
import io.skyjobs.core.controller.HostSurvey.Surveyed;
import io.skyjobs.spi.HostReport.Figures;
import io.skyjobs.spi.HostReport.Gpus;
import io.skyjobs.spi.HostReport.Host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Machines that people know one by one, in the words of the API. Pure. */
final class HostViews {
    private HostViews() {}

    /** One machine. */
    static HostView of(Host host) {
        Optional<Figures> figures = host.figures();
        return new HostView(
                host.pool(),
                host.name(),
                host.answers(),
                host.note(),
                figures.map(Figures::cpus),
                figures.map(Figures::freeCpus),
                figures.map(Figures::memoryGib),
                figures.map(Figures::freeMemoryGib),
                figures.map(Figures::diskFreeGib),
                figures.map(Figures::gpus).orElse(List.of()).stream().map(HostViews::of).toList());
    }

    private static HostView.Gpus of(Gpus gpus) {
        return new HostView.Gpus(gpus.name(), gpus.count(), gpus.free(), gpus.memoryGib());
    }

    /** The GPUs of these machines, pool by pool in the given order. */
    static List<Pool> pools(List<Surveyed> surveyed) {
        Map<String, List<Surveyed>> pools = new LinkedHashMap<>();
        for (Surveyed one : surveyed) {
            pools.computeIfAbsent(one.provider() + "/" + one.host().pool(), it -> new ArrayList<>())
                    .add(one);
        }
        List<Pool> views = new ArrayList<>();
        pools.forEach((infra, members) -> views.add(pool(infra, members)));
        return List.copyOf(views);
    }

    private static Pool pool(String infra, List<Surveyed> members) {
        Surveyed first = members.getFirst();
        TreeMap<String, List<HostView.Gpus>> kinds = new TreeMap<>();
        TreeMap<String, Double> free = new TreeMap<>();
        List<HostView> hosts = new ArrayList<>();
        for (Surveyed member : members) {
            HostView host = of(member.host());
            hosts.add(host);
            for (HostView.Gpus gpus : host.gpus()) {
                kinds.computeIfAbsent(gpus.name(), it -> new ArrayList<>()).add(gpus);
                free.merge(gpus.name(), host.usable() ? gpus.free() : 0.0, Double::sum);
            }
        }
        List<PoolGpus> gpus = new ArrayList<>();
        kinds.forEach(
                (name, found) -> {
                    int most = found.stream().mapToInt(HostView.Gpus::count).max().orElse(0);
                    int total = found.stream().mapToInt(HostView.Gpus::count).sum();
                    gpus.add(
                            new PoolGpus(
                                    name,
                                    AcceleratorTable.parts(most),
                                    total,
                                    free.getOrDefault(name, 0.0)));
                });
        return new Pool(
                infra, first.title() + " (" + first.host().pool() + ")", List.copyOf(gpus), hosts);
    }
}
