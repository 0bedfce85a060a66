package io.skyjobs.core.spec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One JSON object of a stored text: each field must have its type, and none may be left unread.
 *
 * <p>Every method throws {@link UnreadableSpecException} for a field that is not as it was written.
 */
final class StoredFields {
    private final Map<String, Node> fields = new HashMap<>();
    private final Set<String> read = new HashSet<>();

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
        for (String key : fields.keySet()) {
            if (!read.contains(key)) {
                throw damaged("field '" + key + "' is not known");
            }
        }
    }

    Optional<Node> node(String key) {
        read.add(key);
        return Optional.ofNullable(fields.get(key));
    }

    String text(String key) {
        return optionalText(key).orElseThrow(() -> missing(key));
    }

    Optional<String> optionalText(String key) {
        return node(key).map(StoredFields::text);
    }

    int integer(String key) {
        return Math.toIntExact(node(key).map(StoredFields::whole).orElseThrow(() -> missing(key)));
    }

    double decimal(String key) {
        Node node = node(key).orElseThrow(() -> missing(key));
        return Double.parseDouble(plain(node));
    }

    boolean bool(String key) {
        return node(key).flatMap(Scalars::bool).orElseThrow(() -> missing(key));
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
        return items(node).stream().map(item -> Math.toIntExact(whole(item))).toList();
    }

    static long whole(Node node) {
        return Long.parseLong(plain(node));
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
