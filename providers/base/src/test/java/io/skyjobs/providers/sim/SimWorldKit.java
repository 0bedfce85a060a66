package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.SimWorld.Surroundings;
import io.skyjobs.providers.sim.scenario.Scenario;
import io.skyjobs.providers.sim.scenario.ScenarioFile;
import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterSpec;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.RunRequest;
import io.skyjobs.testkit.ManualClock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A simulated cloud of virtual machines under a clock that a test moves on. */
final class SimWorldKit {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final ManualClock clock = new ManualClock(START);
    final Path folder;
    private final Scenario scenario;
    private final List<Due> later = new ArrayList<>();

    private record Due(Instant at, Runnable call) {}

    /** A world in an empty folder. */
    SimWorldKit(Path folder, String scenario) throws IOException {
        this.folder = folder;
        this.scenario = read(folder, scenario);
    }

    static Scenario read(Path folder, String scenario) throws IOException {
        var file = folder.resolve("scenario.yaml");
        Files.writeString(file, scenario);
        return ScenarioFile.read(file);
    }

    /** The first cloud of the scenario; each call gives another object over the same world. */
    SimProvider cloud() {
        return cloud(scenario, new WorldFile(folder.resolve("world")));
    }

    /** The same world as another scenario has it. */
    SimProvider cloud(String other) throws IOException {
        return cloud(read(folder, other), new WorldFile(folder.resolve("world")));
    }

    /** The first cloud of the scenario, in a world of its own that no file keeps. */
    SimProvider cloudInMemory() {
        return cloud(scenario, WorldLog.inMemory());
    }

    private SimProvider cloud(Scenario of, WorldLog log) {
        return SimClouds.virtual(
                of,
                of.clouds().getFirst(),
                new Surroundings(
                        clock,
                        log,
                        Alarm.of(
                                (wait, call) ->
                                        later.add(new Due(clock.instant().plus(wait), call)))));
    }

    /** Time goes by, and what was to be called is called. */
    void pass(Duration time) {
        clock.advance(time);
        var due = later.stream().filter(it -> !it.at().isAfter(clock.instant())).toList();
        later.removeAll(due);
        due.forEach(it -> it.call().run());
    }

    static Offer spot(SimProvider cloud, String zone) throws ProvisionException {
        return cloud.offers().stream()
                .filter(offer -> offer.spot() && offer.zone().filter(zone::equals).isPresent())
                .findFirst()
                .orElseThrow();
    }

    static Offer onDemand(SimProvider cloud, String region) throws ProvisionException {
        return cloud.offers().stream()
                .filter(offer -> !offer.spot() && offer.region().filter(region::equals).isPresent())
                .findFirst()
                .orElseThrow();
    }

    static ClusterSpec spec(String name, long epoch, int nodes, Offer offer) {
        return new ClusterSpec(new ClusterName(name), "aaaaaa", epoch, nodes, offer, Resources.ANY);
    }

    static RunRequest run(long epoch, String script) {
        return new RunRequest(epoch, Map.of(RunRequest.RUN, script), false);
    }
}
