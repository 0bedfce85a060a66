package io.skyjobs.core.spec;

import io.skyjobs.core.spec.TaskSpec.LifecycleHook;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code config.hooks}. */
final class HooksReader {
    /** Most hooks of a task. */
    static final int MOST = 32;

    /** Longest script of a hook, in bytes. */
    static final int LONGEST_SCRIPT = 16 * 1024;

    private static final int TIMEOUT_SECONDS = 3600;
    private static final List<String> EVENTS = List.of("stop", "preemption", "down");

    private final Problems problems;

    HooksReader(Problems problems) {
        this.problems = problems;
    }

    /** Reads a value of the field. */
    List<LifecycleHook> read(Node node) {
        if (!(node instanceof Node.Items list)) {
            problems.wrongType(node, "array");
            return List.of();
        }
        if (list.items().size() > MOST) {
            problems.error(
                    list.place(),
                    "A task can have at most %d hooks. Got: %d"
                            .formatted(MOST, list.items().size()));
            return List.of();
        }
        List<LifecycleHook> hooks = new ArrayList<>();
        for (Node item : list.items()) {
            FieldReader.mapping(item, problems).flatMap(this::hook).ifPresent(hooks::add);
        }
        return hooks;
    }

    private Optional<LifecycleHook> hook(Node.Fields map) {
        FieldReader reader = new FieldReader(map, problems);
        reader.allowOnly(Set.of("run", "events", "timeout"));
        List<String> events = reader.node("events").map(this::events).orElse(EVENTS);
        int timeout = reader.node("timeout").flatMap(this::timeout).orElse(TIMEOUT_SECONDS);
        Optional<String> run = reader.nonEmptyText("run");
        if (run.isEmpty()) {
            if (reader.node("run").isEmpty() || reader.text("run").isPresent()) {
                problems.error(map.place(), "A hook needs a script in `run`.");
            }
            return Optional.empty();
        }
        if (run.get().getBytes(StandardCharsets.UTF_8).length > LONGEST_SCRIPT) {
            problems.error(map.place(), "The script of a hook can have at most 16 KiB.");
            return Optional.empty();
        }
        return Optional.of(new LifecycleHook(run.get(), events, timeout));
    }

    private List<String> events(Node node) {
        List<String> events = new ArrayList<>();
        for (Node item : node instanceof Node.Items list ? list.items() : List.of(node)) {
            String word =
                    item instanceof Node.Text text ? text.value().toLowerCase(Locale.ROOT) : "";
            if (!EVENTS.contains(word)) {
                problems.error(
                        item.place(),
                        "Unknown hook event %s. Events: stop, preemption, down."
                                .formatted(Problems.show(item)));
            } else if (!events.contains(word)) {
                events.add(word);
            }
        }
        if (node instanceof Node.Items list && list.items().isEmpty()) {
            problems.error(
                    node.place(),
                    "A hook needs at least one event, or no `events` for all of them.");
        }
        return events;
    }

    private Optional<Integer> timeout(Node node) {
        Optional<Integer> timeout = FieldReader.integer(node).filter(seconds -> seconds > 0);
        if (timeout.isEmpty()) {
            problems.error(
                    node.place(),
                    "The timeout of a hook is a positive whole number of seconds. Got: "
                            + Problems.show(node));
        }
        return timeout;
    }
}
