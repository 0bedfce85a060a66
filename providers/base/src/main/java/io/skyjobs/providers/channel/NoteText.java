package io.skyjobs.providers.channel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a note: one {@code key=value} per line, in order; line feeds in values become blanks.
 *
 * @param fields by key
 */
public record NoteText(Map<String, String> fields) {
    public NoteText {
        fields = new LinkedHashMap<>(fields);
    }

    /** A note without fields. */
    public static NoteText empty() {
        return new NoteText(Map.of());
    }

    /** Reads {@link #text}; lines without a key are left out. */
    public static NoteText parse(String text) {
        var fields = new LinkedHashMap<String, String>();
        text.lines()
                .forEach(
                        line -> {
                            var equals = line.indexOf('=');
                            if (equals > 0) {
                                fields.put(line.substring(0, equals), line.substring(equals + 1));
                            }
                        });
        return new NoteText(fields);
    }

    /** The same and one field more. */
    public NoteText with(String key, String value) {
        var more = new LinkedHashMap<>(fields);
        more.put(key, value);
        return new NoteText(more);
    }

    /** The same and one field more. */
    public NoteText with(String key, long value) {
        return with(key, Long.toString(value));
    }

    /** The same and one numbered field for each value. */
    public NoteText withEach(String key, List<String> values) {
        var more = new LinkedHashMap<>(fields);
        for (var value : values) {
            more.put(key + "." + more.size(), value);
        }
        return new NoteText(more);
    }

    /** A field that must be there. */
    public String get(String key) {
        return find(key)
                .orElseThrow(() -> new IllegalArgumentException("'" + key + "' is missing"));
    }

    /** A number that must be there. */
    public long number(String key) {
        return Long.parseLong(get(key));
    }

    /** A field that may be there. */
    public Optional<String> find(String key) {
        return Optional.ofNullable(fields.get(key));
    }

    /** The values of numbered fields, in order. */
    public List<String> each(String key) {
        return fields.entrySet().stream()
                .filter(field -> field.getKey().startsWith(key + "."))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** All of it. */
    public String text() {
        var text = new StringBuilder();
        fields.forEach(
                (key, value) ->
                        text.append(key)
                                .append('=')
                                .append(value.replaceAll("[\\r\\n]+", " "))
                                .append('\n'));
        return text.toString();
    }
}
