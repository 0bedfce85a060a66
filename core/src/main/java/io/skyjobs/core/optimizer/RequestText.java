package io.skyjobs.core.optimizer;

import io.skyjobs.spi.Infra;
import io.skyjobs.spi.Resources;

import java.util.ArrayList;
import java.util.List;

/** What a task asks for, in the words of its own YAML fields. */
final class RequestText {
    private RequestText() {}

    /** {@code 2x (infra=aws/us-east-1, cpus=4+, accelerators=A100:8, use_spot=true)}. */
    static String of(Resources wanted, int nodes) {
        List<String> parts = new ArrayList<>();
        if (!wanted.infra().equals(Infra.ANY)) {
            parts.add("infra=" + wanted.infra());
        }
        wanted.instanceType().ifPresent(type -> parts.add("instance_type=" + type));
        wanted.cpus().ifPresent(cpus -> parts.add("cpus=" + cpus));
        wanted.memoryGib().ifPresent(memory -> parts.add("memory=" + memory));
        wanted.accelerator().ifPresent(accelerator -> parts.add("accelerators=" + accelerator));
        if (wanted.spot()) {
            parts.add("use_spot=true");
        }
        wanted.maxHourlyCost()
                .ifPresent(most -> parts.add("max_hourly_cost=" + Figures.exactMoney(most)));
        if (!wanted.ports().isEmpty()) {
            parts.add("ports=" + String.join(",", wanted.ports()));
        }
        return nodes + "x (" + (parts.isEmpty() ? "any" : String.join(", ", parts)) + ")";
    }
}
