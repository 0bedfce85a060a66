package io.skyjobs.app.server.traces;

import io.skyjobs.core.job.Reason;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A span as it is to be sent. The same facts of the store always give the same one.
 *
 * @param facts values are text, whole or broken numbers, or truth
 * @param notes its events, in order of time
 * @param failure why it failed, if it did
 * @param parts what it consists of
 */
record LaunchSpan(
        Phase phase,
        Instant start,
        Instant end,
        Map<Fact, Object> facts,
        List<Note> notes,
        Optional<Reason> failure,
        List<LaunchSpan> parts) {
    /** Something that happened at an instant. */
    record Note(Instant at, String name, Map<Fact, Object> facts) {
        Note {
            facts = Map.copyOf(facts);
        }
    }

    LaunchSpan {
        facts = Map.copyOf(facts);
        notes = List.copyOf(notes);
        parts = List.copyOf(parts);
    }
}
