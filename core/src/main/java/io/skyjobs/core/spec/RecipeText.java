package io.skyjobs.core.spec;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a task file as people may see it. */
public final class RecipeText {
    private static final String REDACTED = "<redacted>";
    private static final Pattern PROPERTIES = Pattern.compile("(?:[&!]\\S*\\s+)*");
    private static final Pattern LINE_END = Pattern.compile("\\s*$");

    private RecipeText() {}

    /**
     * The text with each value of {@code secrets:} replaced by {@code <redacted>}, comments and all
     * else kept.
     *
     * @return nothing when the text is not YAML, for then it is not known where secrets are
     */
    public static Optional<String> secretsRedacted(String text) {
        Problems unheard = new Problems();
        return YamlTree.documents(text, Place.ofFile(""), unheard)
                .map(documents -> redacted(text, documents));
    }

    private static String redacted(String text, List<Node> documents) {
        SortedMap<Integer, Node.Span> spans = new TreeMap<>();
        for (Node document : documents) {
            if (document instanceof Node.Fields task) {
                task.present("secrets").ifPresent(secrets -> collect(secrets, spans));
            }
        }
        StringBuilder result = new StringBuilder();
        int done = 0;
        for (Node.Span span : spans.values()) {
            int start = text.offsetByCodePoints(0, span.start());
            int end = text.offsetByCodePoints(0, span.end());
            if (start >= done) {
                result.append(text, done, start).append(replacement(text.substring(start, end)));
                done = end;
            }
        }
        return result.append(text, done, text.length()).toString();
    }

    /** Anchors before the value and the line end behind it stay, so that the text is YAML still. */
    private static String replacement(String written) {
        Matcher properties = PROPERTIES.matcher(written);
        String before = properties.lookingAt() ? properties.group() : "";
        Matcher lineEnd = LINE_END.matcher(written);
        String behind = lineEnd.find() ? lineEnd.group() : "";
        return before + REDACTED + behind;
    }

    private static void collect(Node node, SortedMap<Integer, Node.Span> spans) {
        switch (node) {
            case Node.Text text -> {
                if (!Scalars.isNull(text) && text.span().end() > text.span().start()) {
                    spans.merge(
                            text.span().start(),
                            text.span(),
                            (one, other) -> one.end() > other.end() ? one : other);
                }
            }
            // A list holds names of secrets, not values.
            case Node.Items _ -> {}
            case Node.Fields map -> map.fields().forEach(field -> collect(field.value(), spans));
        }
    }
}
