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
    private static final Pattern PROPERTIES = Pattern.compile("(?:[&!]\\S*\\s+){0,2}");

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

    /** As above, for a text that was read already. */
    static String redacted(String text, List<Node> documents) {
        SortedMap<Integer, Node.Span> spans = new TreeMap<>();
        for (Node document : documents) {
            if (document instanceof Node.Fields task) {
                task.present("secrets").ifPresent(secrets -> collect(secrets, spans));
            }
        }
        StringBuilder result = new StringBuilder();
        // Spans count code points and the text counts halves of them, so both are moved on
        // together.
        int done = 0;
        int letters = 0;
        for (Node.Span span : spans.values()) {
            if (span.start() >= letters) {
                int start = text.offsetByCodePoints(done, span.start() - letters);
                int end = text.offsetByCodePoints(start, span.end() - span.start());
                result.append(text, done, start).append(replacement(text.substring(start, end)));
                done = end;
                letters = span.end();
            }
        }
        return result.append(text, done, text.length()).toString();
    }

    /** Anchors before the value and the line end behind it stay, so that the text is YAML still. */
    private static String replacement(String written) {
        Matcher properties = PROPERTIES.matcher(written);
        String before = properties.lookingAt() ? properties.group() : "";
        int end = written.length();
        while (end > before.length() && Character.isWhitespace(written.charAt(end - 1))) {
            end--;
        }
        String behind = written.substring(end);
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
