package io.skyjobs.core.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One JSON object of a stored text: each field must have its type, and none may be left unread.
 *
 * <p>Every method throws {@link UnreadableSpecException} for a field that is not as it was written.
 */
final class StoredFields {
    private final Map<String, Node> fields = new HashMap<>();

    private StoredFields(Node.Fields object) {
        object.fields().forEach(field -> fields.put(field.key(), field.value()));
    }

    static StoredFields of(Node node) {
        if (node instanceof Node.Fields object) {
            return new StoredFields(object);
        }
        throw damaged("an object is missing");
    }

    /** Refuses fields that nobody asked for: what they mean would be lost. */
    void allRead() {
        if (!fields.isEmpty()) {
            throw damaged("field '" + fields.keySet().iterator().next() + "' is not known");
        }
    }

    /** The value of a field, which can be asked for once. */
    Optional<Node> node(String key) {
        return Optional.ofNullable(fields.remove(key));
    }

    String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key));
    }

    Optional<String> optionalText(String key) {
        return node(key).map(StoredFields::text);
    }

    int integer(String key) {
        return node(key).map(StoredFields::integer).orElseThrow(() -> missing(key));
    }

    double decimal(String key) {
        Node node = node(key).orElseThrow(() -> missing(key));
        return Double.parseDouble(plain(node));
    }

    boolean bool(String key) {
        return node(key).flatMap(Scalars::bool).orElseThrow(() -> missing(key));
    }

    Optional<Boolean> optionalBool(String key) {
        return node(key).map(node -> Scalars.bool(node).orElseThrow(() -> missing(key)));
    }

    Optional<StoredFields> object(String key) {
        return node(key).map(StoredFields::of);
    }

    StoredFields requiredObject(String key) {
        return object(key).orElseThrow(() -> missing(key));
    }

    List<StoredFields> objects(String key) {
        return lists(key).stream().map(StoredFields::of).toList();
    }

    List<String> texts(String key) {
        return lists(key).stream().map(StoredFields::text).toList();
    }

    /** Items of a list; none when there is no list. */
    List<Node> lists(String key) {
        return node(key).map(StoredFields::items).orElse(List.of());
    }

    SortedMap<String, String> map(String key) {
        SortedMap<String, String> result = new TreeMap<>();
        object(key)
                .ifPresent(
                        object ->
                                object.fields.forEach(
                                        (name, value) -> result.put(name, text(value))));
        return result;
    }

    static List<Integer> integers(Node node) {
        return items(node).stream().map(StoredFields::integer).toList();
    }

    static long whole(Node node) {
        try {
            return Long.parseLong(plain(node));
        } catch (NumberFormatException fraction) {
            throw damaged("a whole number is missing");
        }
    }

    private static int integer(Node node) {
        long value = whole(node);
        if (value != (int) value) {
            throw damaged("a number is out of range");
        }
        return (int) value;
    }

    private static List<Node> items(Node node) {
        if (node instanceof Node.Items list) {
            return list.items();
        }
        throw damaged("a list is missing");
    }

    private static String text(Node node) {
        if (node instanceof Node.Text text && !text.plain()) {
            return text.value();
        }
        throw damaged("a text is missing");
    }

    private static String plain(Node node) {
        if (node instanceof Node.Text text && text.plain()) {
            return text.value();
        }
        throw damaged("a number is missing");
    }

    private static UnreadableSpecException missing(String key) {
        return damaged("field '" + key + "' is missing");
    }

    private static UnreadableSpecException damaged(String how) {
        return new UnreadableSpecException(
                "The stored specification of the job is damaged: " + how + ".");
    }
}
