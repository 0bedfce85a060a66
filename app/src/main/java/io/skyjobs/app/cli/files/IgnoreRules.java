package io.skyjobs.app.cli.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is left out of a tree: where there is a {@code .skyignore} at its root, what the files of
 * that name say; else what git would ignore by {@code .gitignore} files, those above the root in
 * the same repository included, and by its {@code info/exclude}. In a directory, its own file
 * counts most; in a file, the last pattern that matches. Nothing below an ignored directory comes
 * back.
 *
 * <p>Immutable: each directory has rules of its own, made of those of its parent.
 */
final class IgnoreRules {
    static final String SKYIGNORE = ".skyignore";
    static final String GITIGNORE = ".gitignore";
    private static final int LARGEST = 1024 * 1024;

    private final String fileName;

    /**
     * The path of the root of the tree below where the paths of levels begin; empty or with a /.
     */
    private final String prefix;

    private final List<Level> levels;

    /**
     * The patterns of one file.
     *
     * @param folder the directory that its patterns are about; empty or with a slash at its end
     */
    private record Level(String folder, List<IgnorePattern> patterns) {}

    private IgnoreRules(String fileName, String prefix, List<Level> levels) {
        this.fileName = fileName;
        this.prefix = prefix;
        this.levels = List.copyOf(levels);
    }

    /** The rules for the root of a tree. */
    static IgnoreRules at(Path root) throws IOException {
        if (Files.isRegularFile(root.resolve(SKYIGNORE))) {
            return new IgnoreRules(SKYIGNORE, "", List.of()).in(root, "");
        }
        Optional<Path> top = repository(root.toRealPath());
        if (top.isEmpty()) {
            return new IgnoreRules(GITIGNORE, "", List.of()).in(root, "");
        }
        List<Level> levels = new ArrayList<>();
        read(exclude(top.get())).map(it -> new Level("", it)).ifPresent(levels::add);
        Path below = top.get().relativize(root.toRealPath());
        String prefix = below.toString().isEmpty() ? "" : below + "/";
        IgnoreRules rules = new IgnoreRules(GITIGNORE, "", levels).in(top.get(), "");
        Path folder = top.get();
        String path = "";
        for (Path name : below) {
            if (!name.toString().isEmpty()) {
                folder = folder.resolve(name);
                path = path.isEmpty() ? name.toString() : path + "/" + name;
                rules = rules.in(folder, path);
            }
        }
        return new IgnoreRules(GITIGNORE, prefix, rules.levels);
    }

    /** The rules for a directory of the tree. */
    IgnoreRules in(Path folder, String path) throws IOException {
        Optional<List<IgnorePattern>> own = read(folder.resolve(fileName));
        if (own.isEmpty()) {
            return this;
        }
        List<Level> more = new ArrayList<>(levels);
        more.add(new Level(path.isEmpty() ? prefix : prefix + path + "/", own.get()));
        return new IgnoreRules(fileName, prefix, more);
    }

    /** Whether a path of the tree is left out. */
    boolean ignores(String path, boolean folder) {
        String full = prefix + path;
        for (Level level : levels.reversed()) {
            for (IgnorePattern pattern : level.patterns().reversed()) {
                if (pattern.matches(full.substring(level.folder().length()), folder)) {
                    return !pattern.negated();
                }
            }
        }
        return false;
    }

    private static Optional<List<IgnorePattern>> read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        List<IgnorePattern> patterns = new ArrayList<>();
        String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
        for (String line : plain.split("\n", -1)) {
            String own = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            IgnorePattern.of(own).ifPresent(patterns::add);
        }
        return Optional.of(patterns);
    }

    /** The top of the git repository that a directory lies in. */
    private static Optional<Path> repository(Path directory) {
        for (Path folder = directory; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /** A linked work tree has a file that says where its repository is. */
    private static Path exclude(Path top) throws IOException {
        Path git = top.resolve(".git");
        if (Files.isRegularFile(git)) {
            String text = Files.readString(git, StandardCharsets.UTF_8).strip();
            if (text.startsWith("gitdir:")) {
                git = top.resolve(text.substring("gitdir:".length()).strip());
            }
            Path common = git.resolve("commondir");
            if (Files.isRegularFile(common)) {
                git = git.resolve(Files.readString(common, StandardCharsets.UTF_8).strip());
            }
        }
        return git.resolve("info").resolve("exclude");
    }
}
