package io.skyjobs.providers.sim.scenario;

import io.skyjobs.providers.sim.scenario.CloudPlan.Api;
import io.skyjobs.providers.sim.scenario.CloudPlan.Throttle;
import io.skyjobs.providers.sim.scenario.CloudPlan.Undead;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Shape;
import io.skyjobs.spi.UsdPerHour;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one cloud of a scenario file. */
final class CloudReader {
    private static final Duration LEASE = Duration.ofHours(1);

    private static final List<String> KEYS =
            Stream.concat(
                            Stream.of(
                                    "title",
                                    "instances",
                                    "regions",
                                    "lease",
                                    "auth_failure",
                                    "api_outages",
                                    "throttle",
                                    "half_made",
                                    "undead"),
                            ZoneReader.INHERITED.stream())
                    .toList();

    private static final List<String> TYPE_KEYS =
            List.of(
                    "vcpus",
                    "memory",
                    "accelerators",
                    "accelerator_memory",
                    "price",
                    "spot_price",
                    "regions");

    private final Path file;

    CloudReader(Path file) {
        this.file = file;
    }

    CloudPlan cloud(String name, Setting cloud) {
        if (!name.matches("[a-z][a-z0-9-]{0,30}") || name.equals("local")) {
            throw cloud.complaint(
                    " is not a name for a cloud: use lower-case letters, digits and dashes, and"
                            + " not 'local'.");
        }
        var keys = cloud.entries(KEYS);
        var types = types(required(cloud, keys, "instances"));
        var regions = required(cloud, keys, "regions");
        var title = keys.get("title");
        var lease = keys.get("lease");
        var plan =
                new CloudPlan(
                        name,
                        title == null ? title(name) + " (simulated)" : title.text(),
                        types,
                        new ZoneReader(file, types, keys).regions(regions),
                        lease == null ? LEASE : lease.duration(),
                        api(keys));
        checkZones(plan, regions);
        return plan;
    }

    private static String title(String name) {
        return switch (name) {
            case "azure" -> "Azure";
            default -> name.length() <= 3 ? name.toUpperCase(Locale.ROOT) : name;
        };
    }

    private static Setting required(Setting parent, Map<String, Setting> keys, String key) {
        var found = keys.get(key);
        if (found == null) {
            throw parent.complaint(" must have '" + key + "'.");
        }
        return found;
    }

    private static void checkZones(CloudPlan plan, Setting regions) {
        var names = new HashSet<String>();
        for (var zone : plan.zones()) {
            if (!names.add(zone.name())) {
                throw regions.complaint(
                        " has the zone '" + zone.name() + "' twice: give each its own name.");
            }
        }
        for (var region : plan.regions()) {
            if (!names.add(region.name())) {
                throw regions.complaint(
                        " has a region and a zone that are both called '" + region.name() + "'.");
            }
        }
        for (var type : plan.types()) {
            for (var wanted : type.regions()) {
                if (plan.regions().stream().noneMatch(it -> it.name().equals(wanted))) {
                    throw regions.complaint(
                            " has no region '"
                                    + wanted
                                    + "', which the instance type '"
                                    + type.name()
                                    + "' names.");
                }
            }
        }
    }

    private static List<MachineType> types(Setting instances) {
        var types = new ArrayList<MachineType>();
        for (var entry : instances.entries().entrySet()) {
            types.add(type(entry.getKey(), entry.getValue()));
        }
        if (types.isEmpty()) {
            throw instances.wrong("a mapping of at least one instance type");
        }
        return types;
    }

    private static MachineType type(String name, Setting type) {
        var keys = type.entries(TYPE_KEYS);
        var accelerators = keys.get("accelerators");
        var memory = keys.get("accelerator_memory");
        var spot = keys.get("spot_price");
        var regions = keys.get("regions");
        var shape =
                new Shape(
                        name,
                        positive(required(type, keys, "vcpus")),
                        positive(required(type, keys, "memory")),
                        accelerators == null
                                ? Optional.empty()
                                : Optional.of(accelerator(accelerators)),
                        memory == null ? Optional.empty() : Optional.of(positive(memory)),
                        false);
        return new MachineType(
                shape,
                price(required(type, keys, "price")),
                spot == null ? Optional.empty() : Optional.of(price(spot)),
                regions == null ? List.of() : regions.items().stream().map(Setting::text).toList());
    }

    private static double positive(Setting setting) {
        return setting.number(Double.MIN_VALUE, 1e9, "a positive number");
    }

    private static Accelerator accelerator(Setting setting) {
        var text = setting.text();
        var colon = text.indexOf(':');
        try {
            return colon < 0
                    ? new Accelerator(text, 1)
                    : new Accelerator(
                            text.substring(0, colon).strip(),
                            Double.parseDouble(text.substring(colon + 1)));
        } catch (IllegalArgumentException unreadable) {
            throw setting.wrong("an accelerator and a number, such as V100:4");
        }
    }

    static UsdPerHour price(Setting setting) {
        try {
            return UsdPerHour.of(setting.text());
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            throw setting.wrong("US dollars per hour, such as 0.918");
        }
    }

    private static Api api(Map<String, Setting> keys) {
        var refused = keys.get("auth_failure");
        var outages = keys.get("api_outages");
        var throttle = keys.get("throttle");
        var half = keys.get("half_made");
        var undead = keys.get("undead");
        return new Api(
                refused == null ? List.of() : ZoneReader.windows(refused),
                outages == null ? List.of() : ZoneReader.windows(outages),
                throttle == null ? Optional.empty() : Optional.of(throttle(throttle)),
                half == null ? 0 : half.chance(),
                undead == null ? Optional.empty() : Optional.of(undead(undead)));
    }

    private static Throttle throttle(Setting setting) {
        var keys = setting.entries(List.of("calls", "per"));
        var per = required(setting, keys, "per");
        var length = per.duration();
        if (length.isZero()) {
            throw per.wrong("longer than nothing");
        }
        return new Throttle(required(setting, keys, "calls").count(1), length);
    }

    private static Undead undead(Setting setting) {
        var keys = setting.entries(List.of("chance", "for"));
        return new Undead(
                required(setting, keys, "chance").chance(),
                required(setting, keys, "for").duration());
    }
}
