package io.skyjobs.app.server;

import io.skyjobs.app.api.SkyHome;

import java.util.Map;

/**
 * Where the scenario of simulated clouds is: {@code SKY_SIM_SCENARIO}, else the setting {@code
 * sim.scenario}; always an absolute path when it is used. A relative path counts from the folder of
 * the configuration.
 *
 * @param environment the environment of the server
 */
record ScenarioSetting(SkyHome home, Map<String, String> environment) {
    private static final String PROVIDER = "sim";
    private static final String KEY = "scenario";

    /** The configuration with the path that counts. */
    ServerConfig applied(ServerConfig config) {
        String asked = environment.getOrDefault("SKY_SIM_SCENARIO", "").strip();
        if (!asked.isEmpty()) {
            return config.withSetting(PROVIDER, KEY, home.absolute(asked).toString());
        }
        String written = config.settings(PROVIDER).getOrDefault(KEY, "").strip();
        return written.isEmpty()
                ? config
                : config.withSetting(PROVIDER, KEY, home.absolute(written).toString());
    }
}
