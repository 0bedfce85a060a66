package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.controller.LaunchSlots.Seat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The queue for launches: its limits, its order, and that it never loses anybody. */
class LaunchSlotsTest {
    private final List<Seat> granted = new ArrayList<>();

    @Test
    void grantsUpToTheLimitAndThenByPriorityAndId() {
        LaunchSlots slots = new LaunchSlots(2, 100);
        ask(slots, 1, 0);
        ask(slots, 2, 0);
        ask(slots, 3, 0);
        ask(slots, 4, 5);
        ask(slots, 5, 0);
        assertThat(granted).containsExactly(seat(1), seat(2));
        assertThat(slots.position(seat(4))).isEqualTo(1);
        assertThat(slots.position(seat(5))).isEqualTo(3);
        slots.launched(seat(1));
        slots.leave(seat(2));
        assertThat(granted).containsExactly(seat(1), seat(2), seat(4), seat(3));
        assertThat(slots.position(seat(3))).isZero();
    }

    @Test
    void whoRunsHoldsNoLaunchSlotButCountsForTheOtherLimit() {
        LaunchSlots slots = new LaunchSlots(10, 2);
        ask(slots, 1, 0);
        ask(slots, 2, 0);
        slots.launched(seat(1));
        slots.launched(seat(2));
        ask(slots, 3, 0);
        assertThat(granted).hasSize(2);
        assertThat(slots.fullOfRunning()).isTrue();
        slots.leave(seat(1));
        assertThat(granted).containsExactly(seat(1), seat(2), seat(3));
    }

    @Test
    void askingTwiceGrantsOnce() {
        LaunchSlots slots = new LaunchSlots(1, 10);
        ask(slots, 1, 0);
        ask(slots, 1, 0);
        ask(slots, 2, 0);
        ask(slots, 2, 0);
        slots.leave(seat(1));
        assertThat(granted).containsExactly(seat(1), seat(2));
    }

    @Test
    void nobodyStarvesAndNoLimitIsEverPassed() {
        SplittableRandom random = new SplittableRandom(7);
        LaunchSlots slots = new LaunchSlots(3, 8);
        List<Seat> launching = new ArrayList<>();
        List<Seat> running = new ArrayList<>();
        int asked = 0;
        for (int step = 0; step < 10_000; step++) {
            granted.clear();
            if (asked < 1_000 && random.nextBoolean()) {
                ask(slots, ++asked, random.nextInt(3));
            } else if (!launching.isEmpty() && random.nextBoolean()) {
                Seat seat = launching.remove(random.nextInt(launching.size()));
                running.add(seat);
                slots.launched(seat);
            } else if (!running.isEmpty()) {
                slots.leave(running.remove(random.nextInt(running.size())));
            }
            launching.addAll(granted);
            assertThat(launching.size()).isLessThanOrEqualTo(3);
            assertThat(launching.size() + running.size()).isLessThanOrEqualTo(8);
        }
        assertThat(asked).isEqualTo(1_000);
        assertThat(launching).isEmpty();
        assertThat(running).isEmpty();
    }

    private void ask(LaunchSlots slots, long job, int priority) {
        slots.ask(seat(job), priority, () -> granted.add(seat(job)));
    }

    private static Seat seat(long job) {
        return new Seat(job, 0);
    }
}
