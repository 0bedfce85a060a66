package io.skyjobs.providers.sim;

import io.skyjobs.providers.sim.scenario.CloudPlan;
import io.skyjobs.providers.sim.scenario.Window;
import io.skyjobs.spi.ProvisionException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The interface of a simulated cloud, which may be out of order, refuse us, or slow us down. */
final class Gate {
    private final CloudPlan plan;
    private long period = -1;
    private int calls;

    Gate(CloudPlan plan) {
        this.plan = plan;
    }

    /** Lets one call through, or says why not. */
    synchronized void pass(Duration age) throws ProvisionException {
        var api = plan.api();
        if (Window.anyHolds(api.outages(), age)) {
            throw SimErrors.silent(plan.title());
        }
        if (Window.anyHolds(api.refused(), age)) {
            throw SimErrors.refused(plan.title());
        }
        if (api.throttle().isPresent()) {
            var per = api.throttle().get().per();
            var now = age.toMillis() / per.toMillis();
            calls = now == period ? calls + 1 : 1;
            period = now;
            if (calls > api.throttle().get().calls()) {
                throw SimErrors.throttled(
                        plan.title(), Duration.ofMillis((now + 1) * per.toMillis()).minus(age));
            }
        }
    }

    /** What is wrong with it, one sentence each. */
    List<String> troubles(Duration age) {
        var troubles = new ArrayList<String>();
        if (Window.anyHolds(plan.api().outages(), age)) {
            troubles.add("The interface of " + plan.title() + " does not answer.");
        }
        if (Window.anyHolds(plan.api().refused(), age)) {
            troubles.add(plan.title() + " refuses the credentials.");
        }
        return troubles;
    }
}
