package io.skyjobs.app.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tree of files holds, without the bytes of the files: sorted by path, the root first, every
 * entry below a directory of the tree. Equal trees have equal text, so its hash names the tree.
 *
 * <p>Nothing in it can lead out of the tree: no path is absolute or has {@code ..}, and nothing
 * lies below a link or a file.
 *
 * <p>The text: a line {@value #HEADER}, then a line per entry with its fields parted by blanks: d,
 * f or l; octal mode; seconds and nanoseconds of its change; for a file size and hash; its path;
 * for a link its target. In paths and targets, a backslash, blank and line feed are written {@code
 * \\}, {@code \s} and {@code \n}, and the empty path is {@code .}.
 *
 * @param entries sorted by path, at least the root
 */
public record TreeManifest(List<TreeEntry> entries) {
    /** The most entries of a tree. Ours: their manifest takes a few hundred MiB to work with. */
    public static final int MOST_ENTRIES = 2_000_000;

    private static final String HEADER = "skyjobs-tree 1";
    private static final int ALL_BITS = 0777;
    private static final String HASH = "[0-9a-f]{64}";

    /** A text that is no manifest, or one that could lead out of its tree. */
    public static final class BadManifest extends Exception {
        private static final long serialVersionUID = 1L;

        BadManifest(String sentence) {
            super(sentence);
        }

        /** What is wrong with it. */
        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /** Sorts the entries. */
    public TreeManifest {
        List<TreeEntry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(TreeEntry::path));
        entries = List.copyOf(sorted);
    }

    /** The text in UTF-8. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder(entries.size() * 128).append(HEADER).append('\n');
        for (TreeEntry entry : entries) {
            switch (entry) {
                case TreeEntry.Folder folder -> begin(text, 'd', folder.mode(), folder.changed());
                case TreeEntry.Content file ->
                        begin(text, 'f', file.mode(), file.changed())
                                .append(file.size())
                                .append(' ')
                                .append(file.hash())
                                .append(' ');
                case TreeEntry.Link link -> begin(text, 'l', ALL_BITS, link.changed());
            }
            text.append(escaped(entry.path()));
            if (entry instanceof TreeEntry.Link link) {
                text.append(' ').append(escaped(link.target()));
            }
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static StringBuilder begin(StringBuilder text, char kind, int mode, Instant changed) {
        return text.append(kind)
                .append(' ')
                .append(Integer.toOctalString(mode))
                .append(' ')
                .append(changed.getEpochSecond())
                .append('.')
                .append(changed.getNano())
                .append(' ');
    }

    /** How many files and links it has. */
    public long files() {
        return entries.stream().filter(entry -> !(entry instanceof TreeEntry.Folder)).count();
    }

    /** How many bytes its files have together. */
    public long size() {
        return entries.stream()
                .mapToLong(entry -> entry instanceof TreeEntry.Content file ? file.size() : 0)
                .sum();
    }

    /** The different contents that it needs: hash to size. */
    public Map<String, Long> contents() {
        Map<String, Long> contents = new HashMap<>();
        for (TreeEntry entry : entries) {
            if (entry instanceof TreeEntry.Content file) {
                contents.put(file.hash(), file.size());
            }
        }
        return contents;
    }

    /**
     * Reads a text and checks it.
     *
     * @throws BadManifest when it is not one that {@link #bytes} could have made of a real tree
     */
    public static TreeManifest read(byte[] bytes) throws BadManifest {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notText) {
            throw new BadManifest("The manifest is not UTF-8.");
        }
        if (!text.startsWith(HEADER + "\n") || !text.endsWith("\n")) {
            throw new BadManifest("The manifest is not complete, or not one of this version.");
        }
        List<TreeEntry> entries = new ArrayList<>();
        int from = HEADER.length() + 1;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            if (entries.size() == MOST_ENTRIES) {
                throw new BadManifest("The tree has more than " + MOST_ENTRIES + " entries.");
            }
            entries.add(entry(text.substring(from, end)));
            from = end + 1;
        }
        check(entries);
        return new TreeManifest(entries);
    }

    private static TreeEntry entry(String line) throws BadManifest {
        String[] words = line.split(" ", -1);
        String kind = words[0];
        int expected = kind.equals("f") ? 6 : kind.equals("l") ? 5 : 4;
        if (words.length != expected) {
            throw new BadManifest("A line of the manifest has the wrong number of fields.");
        }
        try {
            int mode = Integer.parseInt(words[1], 8);
            int point = words[2].indexOf('.');
            Instant changed =
                    Instant.ofEpochSecond(
                            Long.parseLong(words[2].substring(0, Math.max(0, point))),
                            Integer.parseInt(words[2].substring(point + 1)));
            TreeEntry entry =
                    switch (kind) {
                        case "d" -> new TreeEntry.Folder(plain(words[3]), mode, changed);
                        case "f" ->
                                new TreeEntry.Content(
                                        plain(words[5]),
                                        mode,
                                        changed,
                                        Long.parseLong(words[3]),
                                        words[4]);
                        case "l" -> new TreeEntry.Link(plain(words[3]), changed, plain(words[4]));
                        default -> throw new BadManifest("'" + kind + "' is no kind of entry.");
                    };
            if (mode < 0 || mode > ALL_BITS) {
                throw new BadManifest("A mode of the manifest has other bits than permissions.");
            }
            return entry;
        } catch (NumberFormatException | DateTimeException wrong) {
            throw new BadManifest("A number of the manifest cannot be read.");
        }
    }

    private static void check(List<TreeEntry> entries) throws BadManifest {
        Set<String> folders = new HashSet<>();
        String before = "";
        for (int i = 0; i < entries.size(); i++) {
            TreeEntry entry = entries.get(i);
            String path = entry.path();
            if (i == 0 ? !path.isEmpty() : path.compareTo(before) <= 0) {
                throw new BadManifest("The entries of the manifest are not sorted.");
            }
            before = path;
            checkPath(path);
            if (i > 0 && !folders.contains(parent(path))) {
                throw new BadManifest(
                        "An entry of the manifest lies below something that is no directory.");
            }
            switch (entry) {
                case TreeEntry.Folder folder -> folders.add(path);
                case TreeEntry.Content file -> {
                    if (!file.hash().matches(HASH) || file.size() < 0) {
                        throw new BadManifest("A file of the manifest has no hash or no size.");
                    }
                }
                case TreeEntry.Link link -> {
                    if (link.target().isEmpty() || link.target().indexOf('\0') >= 0) {
                        throw new BadManifest("A link of the manifest leads nowhere.");
                    }
                }
            }
        }
        if (entries.isEmpty()) {
            throw new BadManifest("The manifest is empty.");
        }
    }

    private static void checkPath(String path) throws BadManifest {
        if (path.isEmpty()) {
            return;
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty()
                    || name.equals(".")
                    || name.equals("..")
                    || name.indexOf('\0') >= 0) {
                throw new BadManifest("A path of the manifest does not lie in its tree.");
            }
        }
        try {
            if (Path.of(path).isAbsolute()) {
                throw new BadManifest("A path of the manifest does not lie in its tree.");
            }
        } catch (InvalidPathException impossible) {
            throw new BadManifest("A path of the manifest cannot be a path on this machine.");
        }
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static String escaped(String text) {
        return text.isEmpty()
                ? "."
                : text.replace("\\", "\\\\").replace(" ", "\\s").replace("\n", "\\n");
    }

    private static String plain(String word) throws BadManifest {
        if (word.equals(".")) {
            return "";
        }
        if (word.indexOf('\\') < 0) {
            return word;
        }
        StringBuilder text = new StringBuilder(word.length());
        boolean escape = false;
        for (int i = 0; i < word.length(); i++) {
            char next = word.charAt(i);
            if (!escape && next == '\\') {
                escape = true;
                continue;
            }
            if (!escape) {
                text.append(next);
            } else {
                text.append(
                        switch (next) {
                            case '\\' -> '\\';
                            case 's' -> ' ';
                            case 'n' -> '\n';
                            default ->
                                    throw new BadManifest(
                                            "A path of the manifest is written wrongly.");
                        });
            }
            escape = false;
        }
        if (escape) {
            throw new BadManifest("A path of the manifest is written wrongly.");
        }
        return text.toString();
    }
}
