package io.skyjobs.providers.sim;

import io.skyjobs.providers.channel.ConfinementChoice;
import io.skyjobs.providers.sim.SimWorld.Nature;
import io.skyjobs.providers.sim.SimWorld.Surroundings;
import io.skyjobs.providers.sim.scenario.CloudPlan;
import io.skyjobs.providers.sim.scenario.Scenario;
import io.skyjobs.spi.ComputeProvider;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The clouds of a scenario as providers. */
public final class SimClouds {
    private SimClouds() {}

    /**
     * Clouds that live on while no process looks at them.
     *
     * @param folder where their story is kept; another call over the same folder finds the same
     */
    static List<ComputeProvider> durable(Scenario scenario, Path folder, InstantSource clock) {
        var clouds = new ArrayList<ComputeProvider>();
        for (var plan : scenario.clouds()) {
            var own = folder.resolve(plan.name());
            var around =
                    new Surroundings(clock, new WorldFile(own), Alarm.thread("sim-" + plan.name()));
            clouds.add(
                    scenario.virtual()
                            ? virtual(scenario, plan, around)
                            : real(
                                    scenario,
                                    plan,
                                    around,
                                    new RealMachines(
                                            own.resolve("nodes"), ConfinementChoice.BEST)));
        }
        return clouds;
    }

    /**
     * Clouds of virtual machines that exist as long as these objects, under any clock.
     *
     * @param later runs something after a while of that clock; gives the hints of watches
     */
    public static List<ComputeProvider> inMemory(
            Scenario scenario, InstantSource clock, BiConsumer<Duration, Runnable> later) {
        return scenario.clouds().stream()
                .<ComputeProvider>map(
                        plan ->
                                virtual(
                                        scenario,
                                        plan,
                                        new Surroundings(
                                                clock, WorldLog.inMemory(), Alarm.of(later))))
                .toList();
    }

    static SimProvider virtual(Scenario scenario, CloudPlan plan, Surroundings around) {
        var world =
                new SimWorld(
                        plan,
                        new Chance(scenario.seed()),
                        around,
                        new Nature(true, SimCluster::isBusy));
        var machines = new VirtualMachines(world);
        return new SimProvider(
                scenario.source(),
                world,
                machines,
                new Upkeep(world, machines, false, around.alarm()));
    }

    static SimProvider real(
            Scenario scenario, CloudPlan plan, Surroundings around, RealMachines machines) {
        var world =
                new SimWorld(
                        plan,
                        new Chance(scenario.seed()),
                        around,
                        new Nature(false, machines::isBusy));
        return new SimProvider(
                scenario.source(),
                world,
                machines,
                new Upkeep(world, machines, true, around.alarm()));
    }
}
