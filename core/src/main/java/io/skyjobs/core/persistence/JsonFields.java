package io.skyjobs.core.persistence;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The named fields of a stored thing: put one by one when it is written, asked for by name and kind
 * when it is read. What is empty, zero or false is not written; what is not known is not asked for.
 *
 * <p>Reading throws {@link StoreException} with one sentence that names the thing and the field.
 */
final class JsonFields {
    /** The newest version of any text that this code writes, and so the newest that it reads. */
    static final int VERSION = 1;

    private static final String VERSION_FIELD = "v";
    private static final String KIND_FIELD = "kind";

    private final String what;
    private final Map<String, Object> fields;

    private JsonFields(String what, Map<String, Object> fields) {
        this.what = what;
        this.fields = fields;
    }

    /** Nothing yet; to be written within something else. */
    static JsonFields part() {
        return new JsonFields("part", new LinkedHashMap<>());
    }

    /** Nothing yet, of a kind; to be written within something else. */
    static JsonFields part(String kind) {
        return part().put(KIND_FIELD, kind);
    }

    /** Nothing yet but the version; to be written as a text of its own. */
    static JsonFields document() {
        return part().put(VERSION_FIELD, VERSION);
    }

    /** Nothing yet but version and kind; to be written as a text of its own. */
    static JsonFields document(String kind) {
        return document().put(KIND_FIELD, kind);
    }

    /**
     * Reads a text of its own.
     *
     * @param what what it is, for the sentences
     */
    static <T> T read(String text, String what, Function<JsonFields, T> reader) {
        try {
            return reader.apply(checked(text, what));
        } catch (IllegalArgumentException impossible) {
            throw new StoreException(
                    "The stored "
                            + what
                            + " is not possible: "
                            + impossible.getMessage()
                            + ". Restore the store from a backup.",
                    impossible);
        }
    }

    private static JsonFields checked(String text, String what) {
        JsonFields read = new JsonFields(what, JsonReader.object(text, what));
        long version = read.number(VERSION_FIELD);
        if (version < 1 || version > VERSION) {
            throw new StoreException(
                    "The stored "
                            + what
                            + " has format "
                            + version
                            + ", and this version of Skyjobs knows formats up to "
                            + VERSION
                            + "; install the version that wrote it.");
        }
        return read;
    }

    /** The whole as JSON text. */
    String text() {
        return JsonWriter.write(fields);
    }

    JsonFields put(String name, String text) {
        fields.put(name, text);
        return this;
    }

    JsonFields put(String name, long number) {
        if (number != 0) {
            fields.put(name, number);
        }
        return this;
    }

    JsonFields put(String name, double number) {
        fields.put(name, number);
        return this;
    }

    JsonFields put(String name, boolean truth) {
        if (truth) {
            fields.put(name, true);
        }
        return this;
    }

    /** Writes a truth also when it is false, where leaving it out would mean something else. */
    JsonFields putTruth(String name, boolean truth) {
        fields.put(name, truth);
        return this;
    }

    JsonFields put(String name, Instant instant) {
        fields.put(name, InstantText.write(instant));
        return this;
    }

    JsonFields put(String name, Duration duration) {
        if (!duration.isZero()) {
            fields.put(name, duration.toString());
        }
        return this;
    }

    JsonFields put(String name, JsonFields part) {
        fields.put(name, part.fields);
        return this;
    }

    JsonFields put(String name, List<String> texts) {
        if (!texts.isEmpty()) {
            fields.put(name, texts);
        }
        return this;
    }

    <T> JsonFields putAll(String name, List<T> values, Function<T, JsonFields> writer) {
        if (!values.isEmpty()) {
            fields.put(name, values.stream().map(value -> writer.apply(value).fields).toList());
        }
        return this;
    }

    JsonFields putText(String name, Optional<String> text) {
        text.ifPresent(present -> put(name, present));
        return this;
    }

    JsonFields putInstant(String name, Optional<Instant> instant) {
        instant.ifPresent(present -> put(name, present));
        return this;
    }

    <T> JsonFields putPart(String name, Optional<T> value, Function<T, JsonFields> writer) {
        value.ifPresent(present -> put(name, writer.apply(present)));
        return this;
    }

    String kind() {
        return text(KIND_FIELD);
    }

    String text(String name) {
        return required(name, optionalText(name));
    }

    Optional<String> optionalText(String name) {
        return optional(name, String.class);
    }

    long number(String name) {
        return optional(name, Long.class).orElse(0L);
    }

    int whole(String name) {
        try {
            return Math.toIntExact(number(name));
        } catch (ArithmeticException tooLarge) {
            throw wrong(name, tooLarge);
        }
    }

    OptionalInt optionalWhole(String name) {
        return optional(name, Long.class).isPresent()
                ? OptionalInt.of(whole(name))
                : OptionalInt.empty();
    }

    double decimal(String name) {
        return required(name, optionalDecimal(name));
    }

    Optional<Double> optionalDecimal(String name) {
        return optional(name, Number.class).map(Number::doubleValue);
    }

    boolean truth(String name) {
        return optionalTruth(name).orElse(false);
    }

    Optional<Boolean> optionalTruth(String name) {
        return optional(name, Boolean.class);
    }

    Instant instant(String name) {
        return required(name, optionalInstant(name));
    }

    Optional<Instant> optionalInstant(String name) {
        try {
            return optionalText(name).map(InstantText::read);
        } catch (DateTimeException notAnInstant) {
            throw wrong(name, notAnInstant);
        }
    }

    Duration duration(String name) {
        try {
            return optionalText(name).map(Duration::parse).orElse(Duration.ZERO);
        } catch (DateTimeException notADuration) {
            throw wrong(name, notADuration);
        }
    }

    <T> T part(String name, Function<JsonFields, T> reader) {
        return required(name, optionalPart(name, reader));
    }

    <T> Optional<T> optionalPart(String name, Function<JsonFields, T> reader) {
        return optional(name, Map.class).map(part -> reader.apply(within(part)));
    }

    <T> List<T> parts(String name, Function<JsonFields, T> reader) {
        return elements(name, Map.class).stream().map(part -> reader.apply(within(part))).toList();
    }

    List<String> texts(String name) {
        return elements(name, String.class);
    }

    /** One of the names of an enumeration. */
    <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        String stored = text(name);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(stored)) {
                return constant;
            }
        }
        throw unknown(name, stored);
    }

    /** The refusal of a kind that this version does not know. */
    StoreException unknownKind() {
        return unknown(KIND_FIELD, kind());
    }

    private StoreException unknown(String name, String value) {
        return new StoreException(
                "The stored "
                        + what
                        + " has "
                        + name
                        + " '"
                        + value
                        + "', which this version of Skyjobs does not know; install the version that"
                        + " wrote it.");
    }

    @SuppressWarnings("unchecked") // only the reader makes such maps, and its keys are texts
    private JsonFields within(Map<?, ?> part) {
        return new JsonFields(what, (Map<String, Object>) part);
    }

    private <T> Optional<T> optional(String name, Class<T> type) {
        return Optional.ofNullable(fields.get(name)).map(value -> cast(name, type, value));
    }

    private <T> List<T> elements(String name, Class<T> type) {
        List<T> elements = new ArrayList<>();
        for (Object element : optional(name, List.class).orElse(List.of())) {
            elements.add(cast(name, type, element));
        }
        return elements;
    }

    private <T> T cast(String name, Class<T> type, Object value) {
        if (!type.isInstance(value)) {
            throw wrong(name, new ClassCastException(type + " expected"));
        }
        return type.cast(value);
    }

    private <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(
                () ->
                        new StoreException(
                                "The stored "
                                        + what
                                        + " lacks '"
                                        + name
                                        + "'; restore the store from a backup."));
    }

    private StoreException wrong(String name, RuntimeException cause) {
        return new StoreException(
                "The stored "
                        + what
                        + " has something else than it should in '"
                        + name
                        + "'; restore the store from a backup.",
                cause);
    }
}
