package io.skyjobs.providers.sim.scenario;

import io.skyjobs.providers.sim.scenario.RegionPlan.CapacityReach;
import io.skyjobs.providers.sim.scenario.RegionPlan.Quota;
import io.skyjobs.providers.sim.scenario.ZonePlan.Preemption;
import io.skyjobs.providers.sim.scenario.ZonePlan.Supply;
import io.skyjobs.providers.sim.scenario.ZonePlan.Trace;
import io.skyjobs.spi.UsdPerHour;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the regions and zones of a cloud. What holds for a zone may be said of the zone, of its
 * region or of the cloud; the nearest word counts.
 */
final class ZoneReader {
    /** What a zone takes from its region, and a region from its cloud. */
    static final List<String> INHERITED =
            List.of(
                    "provision",
                    "terminate",
                    "capacity",
                    "on_demand_capacity",
                    "trace",
                    "spot_price",
                    "preemption",
                    "outages",
                    "partitions");

    private static final List<String> REGION_KEYS =
            Stream.concat(Stream.of("zones", "quota", "capacity_reach"), INHERITED.stream())
                    .toList();

    private final Path file;
    private final List<MachineType> types;
    private final Map<String, Setting> cloud;
    private final Map<Path, Map<String, Map<String, Trace>>> traces = new HashMap<>();

    ZoneReader(Path file, List<MachineType> types, Map<String, Setting> cloud) {
        this.file = file;
        this.types = types;
        this.cloud = cloud;
    }

    List<RegionPlan> regions(Setting regions) {
        var plans = new ArrayList<RegionPlan>();
        for (var region : regions.entries().entrySet()) {
            plans.add(region(region.getKey(), region.getValue()));
        }
        if (plans.isEmpty()) {
            throw regions.wrong("a mapping of at least one region");
        }
        return plans;
    }

    private RegionPlan region(String name, Setting region) {
        var keys = region.entries(REGION_KEYS);
        var zones = keys.get("zones");
        if (zones == null) {
            throw region.complaint(" must have 'zones', with at least one zone.");
        }
        var plans = new ArrayList<ZonePlan>();
        if (zones.isMapping()) {
            for (var zone : zones.entries().entrySet()) {
                var own = zone.getValue().entries(INHERITED);
                plans.add(zone(zone.getKey(), name, List.of(own, keys, cloud)));
            }
        } else {
            for (var zone : zones.items()) {
                plans.add(zone(zone.text(), name, List.of(keys, cloud)));
            }
        }
        if (plans.isEmpty()) {
            throw zones.wrong("a list of zones, or a mapping of zones to what holds for them");
        }
        var quota = keys.get("quota");
        var reach = keys.get("capacity_reach");
        return new RegionPlan(
                name,
                plans,
                quota == null ? Optional.empty() : Optional.of(quota(quota)),
                reach != null && reach.oneOf("zone", "region").equals("region")
                        ? CapacityReach.REGION
                        : CapacityReach.ZONE);
    }

    private static Quota quota(Setting setting) {
        var keys = setting.entries(List.of("instances", "vcpus"));
        var instances = keys.get("instances");
        var vcpus = keys.get("vcpus");
        if (instances == null && vcpus == null) {
            throw setting.wrong("a mapping with 'instances', 'vcpus' or both");
        }
        return new Quota(
                Optional.ofNullable(instances).map(it -> it.count(0)),
                Optional.ofNullable(vcpus).map(it -> it.number(0, 1e9, "a number of vCPUs")));
    }

    private ZonePlan zone(String name, String region, List<Map<String, Setting>> levels) {
        return new ZonePlan(
                name,
                region,
                find(levels, "provision").map(Setting::span).orElse(Span.NONE),
                find(levels, "terminate").map(Setting::span).orElse(Span.NONE),
                new Supply(
                        find(levels, "capacity").map(ZoneReader::capacity),
                        find(levels, "on_demand_capacity").map(ZoneReader::capacity),
                        find(levels, "trace").map(it -> traces(it, name)).orElse(Map.of())),
                find(levels, "spot_price").map(this::prices).orElse(Map.of()),
                find(levels, "preemption").map(ZoneReader::preemption).orElse(Preemption.NEVER),
                find(levels, "outages").map(ZoneReader::windows).orElse(List.of()),
                find(levels, "partitions").map(ZoneReader::windows).orElse(List.of()));
    }

    private static Optional<Setting> find(List<Map<String, Setting>> levels, String key) {
        return levels.stream().flatMap(level -> Stream.ofNullable(level.get(key))).findFirst();
    }

    /** A number, or numbers from moments on. */
    private static Steps capacity(Setting setting) {
        if (!setting.isList()) {
            return Steps.always(setting.count(0));
        }
        var changes = new TreeMap<Duration, Long>();
        for (var item : setting.items()) {
            var keys = item.entries(List.of("from", "machines"));
            var from = keys.get("from");
            var machines = keys.get("machines");
            if (machines == null) {
                throw item.complaint(" must have 'machines'.");
            }
            changes.put(from == null ? Duration.ZERO : from.duration(), (long) machines.count(0));
        }
        if (changes.isEmpty() || !changes.firstKey().isZero()) {
            throw setting.complaint(
                    " must begin at 'from: 0s', so that it is known how many machines there are at"
                            + " first.");
        }
        return new Steps(changes);
    }

    private Map<String, Trace> traces(Setting setting, String zone) {
        var folder = file.toAbsolutePath().getParent();
        var path = folder == null ? Path.of(setting.text()) : folder.resolve(setting.text());
        var read = traces.get(path);
        if (read == null) {
            var known = types.stream().map(MachineType::name).toList();
            read = new TraceFile(path, setting, known).read();
            traces.put(path, read);
        }
        return read.getOrDefault(zone, Map.of());
    }

    private Map<String, UsdPerHour> prices(Setting setting) {
        var prices = new HashMap<String, UsdPerHour>();
        for (var entry : setting.entries().entrySet()) {
            if (types.stream().noneMatch(type -> type.name().equals(entry.getKey()))) {
                throw entry.getValue()
                        .complaint(" is no instance type of this cloud: add it to 'instances'.");
            }
            prices.put(entry.getKey(), CloudReader.price(entry.getValue()));
        }
        return prices;
    }

    private static Preemption preemption(Setting setting) {
        var keys = setting.entries(List.of("mean", "at", "notice"));
        var mean = keys.get("mean");
        var at = keys.get("at");
        var notice = keys.get("notice");
        if (mean != null && mean.duration().isZero()) {
            throw mean.wrong("longer than nothing");
        }
        return new Preemption(
                Optional.ofNullable(mean).map(Setting::duration),
                at == null ? List.of() : at.items().stream().map(Setting::duration).toList(),
                notice == null ? Duration.ZERO : notice.duration());
    }

    /** {@code true}, or times given by {@code from} and {@code for}. */
    static List<Window> windows(Setting setting) {
        if (!setting.isList() && !setting.isMapping()) {
            return setting.oneOf("true", "false").equals("true")
                    ? List.of(new Window(Duration.ZERO, Window.FOREVER))
                    : List.of();
        }
        var windows = new ArrayList<Window>();
        for (var item : setting.items()) {
            var keys = item.entries(List.of("from", "for"));
            var from = keys.get("from");
            var length = keys.get("for");
            var start = from == null ? Duration.ZERO : from.duration();
            windows.add(
                    new Window(
                            start,
                            length == null ? Window.FOREVER : start.plus(length.duration())));
        }
        return windows;
    }
}
