package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.testkit.FakeCloud;
import io.skyjobs.testkit.Weather;

import org.junit.jupiter.api.Test;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/** In which order calls to a provider are begun, and how many are under way. */
class ProviderDeskTest {
    private final Queue<Runnable> begun = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final ProviderDesk desk =
            new ProviderDesk(
                    new FakeCloud(
                            "fake",
                            InstantSource.system(),
                            new SplittableRandom(1),
                            Weather.CLEAR,
                            (delay, task) -> {}),
                    begun::add,
                    2);

    private void carryOut() {
        for (Runnable call = begun.poll(); call != null; call = begun.poll()) {
            call.run();
            assertThat(begun).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void noMoreCallsAreUnderWayThanTheLimitSays() {
        for (int call = 0; call < 5; call++) {
            int number = call;
            desk.run(() -> done.add("call " + number));
        }

        assertThat(begun).hasSize(2);
        carryOut();
        assertThat(done).containsExactly("call 0", "call 1", "call 2", "call 3", "call 4");
    }

    @Test
    void whatAJobWaitsForGoesBeforeWhatCanWait() {
        for (int log = 0; log < 5; log++) {
            desk.runPatiently(() -> done.add("log"));
        }
        desk.run(() -> done.add("create"));
        carryOut();

        assertThat(done).containsExactly("log", "log", "create", "log", "log", "log");
    }

    @Test
    void whatCanWaitStillGetsItsTurns() {
        desk.run(() -> done.add("create"));
        desk.run(() -> done.add("create"));
        desk.runPatiently(() -> done.add("log"));
        desk.runPatiently(() -> done.add("log"));
        for (int create = 0; create < 7; create++) {
            desk.run(() -> done.add("create"));
        }
        carryOut();

        assertThat(done)
                .containsExactly(
                        "create", "create", "create", "create", "create", "log", "create", "create",
                        "create", "log", "create");
    }
}
