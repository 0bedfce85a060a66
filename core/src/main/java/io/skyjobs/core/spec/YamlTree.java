package io.skyjobs.core.spec;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds trees of {@link Node} from YAML text, document by document, in bounded memory and stack.
 *
 * <p>It works on the event stream because nesting, aliases and duplicate keys must be judged before
 * anything is built from them. Belongs to one reading and one thread.
 */
final class YamlTree {
    /** Deepest nesting of a document. */
    static final int MAX_DEPTH = 100;

    /** Most aliases of collections in a file. */
    static final int MAX_ALIASES = 50;

    /** Most values that aliases may stand for together. */
    private static final int MAX_ALIASED_VALUES = 100_000;

    private static final String CORE_TAG = "tag:yaml.org,2002:";
    private static final Set<String> COLLECTION_TAGS = Set.of("map", "seq", "set", "omap");
    private static final Set<String> TYPED_TAGS = Set.of("int", "float", "bool", "null");

    private final Optional<String> file;
    private final String root;
    private final Problems problems;
    private final List<Node> documents = new ArrayList<>();
    private final Deque<Frame> open = new ArrayDeque<>();
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int aliases;
    private int aliasedValues;

    private YamlTree(Place source, Problems problems) {
        this.file = source.file();
        this.root = source.path();
        this.problems = problems;
    }

    /**
     * Reads every document of a text.
     *
     * @param source the file or flag that the text comes from
     * @return the documents, or nothing when the text cannot be read to its end; the reason is then
     *     a problem
     */
    static Optional<List<Node>> documents(String text, Place source, Problems problems) {
        YamlTree tree = new YamlTree(source, problems);
        try {
            LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
            for (Event event : new Parse(settings).parseString(text)) {
                tree.accept(event);
            }
            return Optional.of(List.copyOf(tree.documents));
        } catch (Unreadable unreadable) {
            problems.error(unreadable.place, unreadable.sentence());
        } catch (MarkedYamlEngineException broken) {
            Place place = broken.getProblemMark().map(mark -> tree.place(mark, "")).orElse(source);
            problems.error(
                    place,
                    syntax(broken),
                    "Check the indentation, the quotes and the colons around this place.");
        } catch (ReaderException broken) {
            problems.error(
                    tree.placeOf(text, broken.getPosition()),
                    "Invalid YAML: the control character U+%04X is not allowed."
                            .formatted(broken.getCodePoint()));
        } catch (YamlEngineException broken) {
            problems.error(
                    source,
                    "Invalid YAML: " + Problems.oneLine(String.valueOf(broken.getMessage())));
        }
        return Optional.empty();
    }

    private static String syntax(MarkedYamlEngineException broken) {
        String problem = String.valueOf(broken.getProblem());
        @Nullable String context = broken.getContext();
        String circumstance =
                context == null || context.isBlank() ? "" : " (" + context.strip() + ")";
        return "Invalid YAML: " + Problems.oneLine(problem + circumstance) + ".";
    }

    private void accept(Event event) throws Unreadable {
        switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case Alias -> alias((AliasEvent) event);
            case SequenceStart, MappingStart -> start((CollectionStartEvent) event);
            case SequenceEnd, MappingEnd -> end();
            case DocumentStart -> anchors.clear();
            default -> {}
        }
    }

    private void start(CollectionStartEvent event) throws Unreadable {
        Place place = nextPlace(event);
        if (open.size() >= MAX_DEPTH) {
            throw new Unreadable(place, "Nested more than %d levels deep.".formatted(MAX_DEPTH));
        }
        if (awaitsKey()) {
            throw new Unreadable(place, "A key must be a plain text, not a list or a mapping.");
        }
        event.getTag()
                .filter(tag -> !isCoreTag(tag, COLLECTION_TAGS))
                .ifPresent(tag -> unknownTag(place, tag));
        boolean mapping = event.getEventId() == Event.ID.MappingStart;
        open.push(new Frame(place, event.getAnchor(), mapping));
    }

    private void end() throws Unreadable {
        Frame done = open.pop();
        Node node =
                done.mapping
                        ? new Node.Fields(done.place, done.fields())
                        : new Node.Items(done.place, done.items);
        done.anchor.ifPresent(anchor -> anchors.put(anchor, new Anchored(node, done.weight)));
        add(node, done.weight);
    }

    private void scalar(ScalarEvent event) throws Unreadable {
        Place place = nextPlace(event);
        boolean plain = event.isPlain();
        Optional<String> tag = event.getTag();
        if (tag.isPresent()) {
            plain = isCoreTag(tag.get(), TYPED_TAGS);
            boolean known = plain || tag.get().equals("!") || tag.get().equals(CORE_TAG + "str");
            if (!known) {
                unknownTag(place, tag.get());
            }
        }
        checkCharacters(place, event.getValue());
        Node.Text text = new Node.Text(place, event.getValue(), plain, span(event));
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor, new Anchored(text, 1)));
        if (awaitsKey()) {
            key(text);
        } else {
            add(text, 1);
        }
    }

    private void alias(AliasEvent event) throws Unreadable {
        Place place = nextPlace(event);
        Anchored target = anchors.get(event.getAlias());
        if (target == null) {
            throw new Unreadable(
                    place,
                    "The alias *%s stands for nothing that was named before it."
                            .formatted(Problems.oneLine(event.getAlias().getValue())));
        }
        if (!(target.node instanceof Node.Text) && ++aliases > MAX_ALIASES) {
            throw new Unreadable(place, "More than %d aliases.".formatted(MAX_ALIASES));
        }
        aliasedValues = (int) Math.min(Integer.MAX_VALUE, (long) aliasedValues + target.weight);
        if (aliasedValues > MAX_ALIASED_VALUES) {
            throw new Unreadable(
                    place, "Aliases stand for more than %d values.".formatted(MAX_ALIASED_VALUES));
        }
        if (!awaitsKey()) {
            add(target.node, target.weight);
        } else if (target.node instanceof Node.Text text) {
            key(new Node.Text(place, text.value(), text.plain(), Node.Span.NONE));
        } else {
            throw new Unreadable(place, "A key must be a plain text, not a list or a mapping.");
        }
    }

    private void key(Node.Text text) {
        Frame frame = openFrame();
        String path = Place.join(frame.place.path(), text.value());
        Place place = new Place(file, text.place().line(), text.place().column(), path);
        frame.key = Optional.of(new Node.Text(place, text.value(), text.plain(), text.span()));
    }

    private void add(Node node, int weight) {
        if (open.isEmpty()) {
            documents.add(node);
            return;
        }
        Frame frame = openFrame();
        frame.weight = (int) Math.min(Integer.MAX_VALUE, (long) frame.weight + weight);
        if (!frame.mapping) {
            frame.items.add(node);
            return;
        }
        Node.Text key = frame.key.orElseThrow();
        frame.key = Optional.empty();
        if (key.plain() && key.value().equals("<<")) {
            frame.merge(node, problems);
            return;
        }
        Node.Field earlier =
                frame.own.putIfAbsent(key.value(), new Node.Field(key.place(), key.value(), node));
        if (earlier != null) {
            problems.error(
                    key.place(),
                    "Duplicate key %s, first on line %d."
                            .formatted(Problems.quote(key.value()), earlier.place().line()),
                    "Keep one of the two.");
        }
    }

    private Frame openFrame() {
        return open.element();
    }

    private boolean awaitsKey() {
        return !open.isEmpty() && openFrame().mapping && openFrame().key.isEmpty();
    }

    private Place nextPlace(NodeEvent event) {
        String path = root;
        if (!open.isEmpty()) {
            Frame frame = openFrame();
            path =
                    frame.mapping
                            ? frame.key.map(key -> key.place().path()).orElse(frame.place.path())
                            : Place.join(frame.place.path(), "[" + frame.items.size() + "]");
        }
        String where = path;
        return event.getStartMark()
                .map(mark -> place(mark, where))
                .orElse(new Place(file, 0, 0, where));
    }

    private Place place(Mark mark, String path) {
        return file.isEmpty()
                ? Place.ofFlag(root)
                : new Place(file, mark.getLine() + 1, mark.getColumn() + 1, path);
    }

    private Place placeOf(String text, int codePoint) {
        if (file.isEmpty()) {
            return Place.ofFlag(root);
        }
        int length = text.codePointCount(0, text.length());
        String before = text.substring(0, text.offsetByCodePoints(0, Math.min(codePoint, length)));
        int line = (int) before.chars().filter(letter -> letter == '\n').count() + 1;
        return new Place(file, line, before.length() - before.lastIndexOf('\n'), root);
    }

    private static Node.Span span(ScalarEvent event) {
        Optional<Mark> start = event.getStartMark();
        Optional<Mark> end = event.getEndMark();
        return start.isPresent() && end.isPresent()
                ? new Node.Span(start.get().getIndex(), end.get().getIndex())
                : Node.Span.NONE;
    }

    private void checkCharacters(Place place, String value) {
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            int letter = value.codePointAt(i);
            if (letter == 0) {
                problems.error(
                        place, "A value holds the character NUL, which no program can be given.");
                return;
            }
            if (letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE) {
                problems.error(
                        place, "A value holds half of a surrogate pair, which is no character.");
                return;
            }
        }
    }

    private void unknownTag(Place place, String tag) {
        problems.error(
                place,
                "The YAML tag %s is not supported.".formatted(Problems.quote(tag)),
                "Write the value without a tag.");
    }

    private static boolean isCoreTag(String tag, Set<String> names) {
        return tag.startsWith(CORE_TAG) && names.contains(tag.substring(CORE_TAG.length()));
    }

    /** What an anchor names, and how many values that is with its aliases written out. */
    private record Anchored(Node node, int weight) {}

    /** A list or mapping whose end has not come yet. */
    private static final class Frame {
        private final Place place;
        private final Optional<Anchor> anchor;
        private final boolean mapping;
        private final List<Node> items = new ArrayList<>();
        private final Map<String, Node.Field> own = new LinkedHashMap<>();
        private final Map<String, Node.Field> merged = new LinkedHashMap<>();
        private Optional<Node.Text> key = Optional.empty();
        private int weight = 1;

        private Frame(Place place, Optional<Anchor> anchor, boolean mapping) {
            this.place = place;
            this.anchor = anchor;
            this.mapping = mapping;
        }

        /** The key {@code <<} takes in another mapping, or several of which the first wins. */
        private void merge(Node node, Problems problems) {
            List<Node> sources = node instanceof Node.Items list ? list.items() : List.of(node);
            for (Node source : sources) {
                if (source instanceof Node.Fields fields) {
                    fields.fields().forEach(field -> merged.putIfAbsent(field.key(), field));
                } else {
                    problems.error(
                            source.place(), "The key '<<' takes a mapping or a list of mappings.");
                }
            }
        }

        private List<Node.Field> fields() {
            Map<String, Node.Field> all = new LinkedHashMap<>(own);
            merged.forEach(all::putIfAbsent);
            return List.copyOf(all.values());
        }
    }

    /** The rest of the text cannot be read. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Place place;

        private Unreadable(Place place, String sentence) {
            super(sentence);
            this.place = place;
        }

        private String sentence() {
            return String.valueOf(getMessage());
        }
    }
}
