package io.skyjobs.providers.sim.scenario;

import io.skyjobs.providers.sim.scenario.ZonePlan.Trace;
import io.skyjobs.spi.UsdPerHour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Reads a trace: how many spot machines of a type a zone had, and at what price, over time. Where
 * no row says anything, there are none. The first line names the columns.
 */
final class TraceFile {
    private static final String HEADER =
            "zone,instance_type,offset_s,duration_s,available,spot_usd_h";

    private static final long LARGEST_BYTES = 64L << 20;

    private final Path path;
    private final Setting setting;
    private final List<String> types;
    private final Map<String, Map<String, NavigableMap<Duration, Row>>> rows = new HashMap<>();

    private record Row(Duration until, long available, long price) {}

    /**
     * @param setting where the scenario names the file
     * @param types the instance types that may occur
     */
    TraceFile(Path path, Setting setting, List<String> types) {
        this.path = path;
        this.setting = setting;
        this.types = types;
    }

    /** What it says, by zone and type. */
    Map<String, Map<String, Trace>> read() {
        var lines = lines();
        if (lines.isEmpty() || !lines.getFirst().strip().equals(HEADER)) {
            throw wrong(1, "the first line must be '" + HEADER + "'");
        }
        for (var index = 1; index < lines.size(); index++) {
            if (!lines.get(index).isBlank()) {
                add(lines.get(index), index + 1);
            }
        }
        var traces = new HashMap<String, Map<String, Trace>>();
        rows.forEach(
                (zone, byType) -> {
                    var ofZone = new HashMap<String, Trace>();
                    byType.forEach((type, steps) -> ofZone.put(type, trace(steps)));
                    traces.put(zone, ofZone);
                });
        return traces;
    }

    private List<String> lines() {
        try {
            if (Files.exists(path) && Files.size(path) > LARGEST_BYTES) {
                throw setting.complaint(
                        " names a trace that is larger than " + LARGEST_BYTES + " bytes.");
            }
            return Files.readAllLines(path);
        } catch (IOException unreadable) {
            throw setting.complaint(
                    " names a trace that cannot be read: '"
                            + setting.text()
                            + "' is looked for beside the scenario file.");
        }
    }

    private IllegalArgumentException wrong(int line, String what) {
        return new IllegalArgumentException(
                setting.text()
                        + ":"
                        + line
                        + ": "
                        + what
                        + " (named by '"
                        + setting.field()
                        + "').");
    }

    private void add(String line, int number) {
        var cells = line.split(",", -1);
        if (cells.length != 6) {
            throw wrong(number, "a row has 6 cells, this one has " + cells.length);
        }
        var type = cells[1].strip();
        if (!types.contains(type)) {
            throw wrong(number, "'" + type + "' is no instance type of this cloud");
        }
        var from = seconds(cells[2], "offset_s", number);
        var row =
                new Row(
                        from.plus(seconds(cells[3], "duration_s", number)),
                        available(cells[4], number),
                        price(cells[5], number));
        var steps =
                rows.computeIfAbsent(cells[0].strip(), zone -> new HashMap<>())
                        .computeIfAbsent(type, it -> new TreeMap<>());
        var before = steps.lowerEntry(from);
        var after = steps.higherEntry(from);
        if (steps.containsKey(from)
                || (before != null && before.getValue().until().compareTo(from) > 0)
                || (after != null && row.until().compareTo(after.getKey()) > 0)) {
            throw wrong(number, "the row overlaps with another row of the same zone and type");
        }
        steps.put(from, row);
    }

    private Duration seconds(String cell, String column, int line) {
        try {
            var seconds = Double.parseDouble(cell.strip());
            if (seconds >= 0 && seconds <= Window.FOREVER.toSeconds()) {
                return Duration.ofMillis((long) (seconds * 1_000));
            }
        } catch (NumberFormatException notANumber) {
            // The sentence below is the answer to that too.
        }
        throw wrong(line, column + " must be a number of seconds, got '" + cell.strip() + "'");
    }

    private long available(String cell, int line) {
        try {
            var number = Long.parseLong(cell.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The sentence below is the answer to that too.
        }
        throw wrong(line, "available must be a whole number, got '" + cell.strip() + "'");
    }

    private long price(String cell, int line) {
        try {
            return UsdPerHour.of(cell.strip()).micros();
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            throw wrong(line, "spot_usd_h must be US dollars, got '" + cell.strip() + "'");
        }
    }

    private static Trace trace(NavigableMap<Duration, Row> steps) {
        var available = new TreeMap<Duration, Long>();
        var price = new TreeMap<Duration, Long>();
        available.put(Duration.ZERO, 0L);
        price.put(Duration.ZERO, steps.firstEntry().getValue().price());
        steps.forEach(
                (from, row) -> {
                    available.put(from, row.available());
                    available.put(row.until(), 0L);
                    price.put(from, row.price());
                });
        return new Trace(new Steps(available), new Steps(price));
    }
}
