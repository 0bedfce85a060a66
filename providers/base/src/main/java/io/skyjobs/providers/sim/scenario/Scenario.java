package io.skyjobs.providers.sim.scenario;

import java.util.List;

/**
 * A simulated world as its file describes it; immutable. All times in it count from the moment at
 * which the world was first looked at.
 *
 * @param source the file, for people
 * @param seed every chance in the world is drawn from it and from stable names, so that the same
 *     seed has the same future, also after a restart
 * @param virtual whether machines are a model; else they are processes of this machine
 * @param clouds its clouds, at least one, by name
 */
public record Scenario(String source, long seed, boolean virtual, List<CloudPlan> clouds) {
    public Scenario {
        clouds = List.copyOf(clouds);
    }
}
