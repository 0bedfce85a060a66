package io.skyjobs.core.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a YAML document together with where it was written; immutable. */
sealed interface Node {
    /** Where it was written. */
    Place place();

    /**
     * A scalar.
     *
     * @param plain whether it was written without quotes, so that it may be a number, a boolean or
     *     null
     * @param span which part of the text it is
     */
    record Text(Place place, String value, boolean plain, Span span) implements Node {}

    /** A sequence. */
    record Items(Place place, List<Node> items) implements Node {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A mapping; its keys are texts and each occurs once. */
    record Fields(Place place, List<Field> fields) implements Node {
        public Fields {
            fields = List.copyOf(fields);
        }

        /** The value of a key, be it null or not. */
        Optional<Node> get(String key) {
            return fields.stream()
                    .filter(field -> field.key().equals(key))
                    .map(Field::value)
                    .findFirst();
        }

        /** The value of a key, unless it is null. */
        Optional<Node> present(String key) {
            return get(key).filter(value -> !Scalars.isNull(value));
        }

        /** The value of a key, when it is a mapping. */
        Optional<Fields> mapping(String key) {
            return get(key).filter(Fields.class::isInstance).map(Fields.class::cast);
        }

        /** This mapping with one key set; a new key comes last. */
        Fields with(Field added) {
            List<Field> result = new ArrayList<>();
            boolean replaced = false;
            for (Field field : fields) {
                boolean same = field.key().equals(added.key());
                result.add(same ? added : field);
                replaced |= same;
            }
            if (!replaced) {
                result.add(added);
            }
            return new Fields(place, result);
        }

        /** This mapping without some keys. */
        Fields without(List<String> keys) {
            return new Fields(
                    place, fields.stream().filter(field -> !keys.contains(field.key())).toList());
        }

        /** This mapping with the keys of another laid over it. */
        Fields overlaidBy(Fields over) {
            Map<String, Field> merged = new LinkedHashMap<>();
            fields.forEach(field -> merged.put(field.key(), field));
            over.fields.forEach(field -> merged.put(field.key(), field));
            return new Fields(place, List.copyOf(merged.values()));
        }

        /** As {@link #overlaidBy}, and mappings that both have are laid over each other too. */
        Fields deeplyOverlaidBy(Fields over) {
            Fields result = this;
            for (Field field : over.fields) {
                Optional<Fields> below = mapping(field.key());
                Node value =
                        below.isPresent() && field.value() instanceof Fields inner
                                ? below.get().deeplyOverlaidBy(inner)
                                : field.value();
                result = result.with(new Field(field.place(), field.key(), value));
            }
            return result;
        }
    }

    /**
     * One entry of a mapping.
     *
     * @param place where its key was written
     */
    record Field(Place place, String key, Node value) {}

    /**
     * A part of the text in code points: from {@code start} up to, not including, {@code end}.
     *
     * <p>Both are 0 for what was not read from a text.
     */
    record Span(int start, int end) {
        static final Span NONE = new Span(0, 0);
    }
}
