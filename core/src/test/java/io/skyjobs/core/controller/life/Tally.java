package io.skyjobs.core.controller.life;

import io.skyjobs.core.controller.Census;
import io.skyjobs.core.controller.Telemetry;
import io.skyjobs.spi.ProvisionException;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Keeps all that the controller tells. */
final class Tally implements Telemetry {
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private Supplier<Census> census = () -> Census.NOTHING;

    @Override
    public void standing(Supplier<Census> whom) {
        census = whom;
    }

    @Override
    public void happened(Fact fact) {
        facts.add(fact);
    }

    @Override
    public Call calling(String provider, Operation operation) {
        String call = provider + " " + operation;
        return new Call() {
            @Override
            public void answered() {
                calls.add(call);
            }

            @Override
            public void refused(ProvisionException trouble) {
                calls.add(call + " " + trouble.kind());
            }

            @Override
            public void broke() {
                calls.add(call + " broke");
            }
        };
    }

    /** Of one kind, in order. */
    <T extends Fact> List<T> all(Class<T> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<String> calls() {
        return calls;
    }

    Census census() {
        return census.get();
    }
}
