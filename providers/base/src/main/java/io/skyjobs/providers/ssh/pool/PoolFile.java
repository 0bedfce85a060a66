package io.skyjobs.providers.ssh.pool;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The file with the user's pools, as it is now: looked at each time, read again when it changed.
 * Safe for use from many threads.
 */
public final class PoolFile {
    private static final long LARGEST_BYTES = 1 << 20;
    private static final int DEEPEST = 50;

    private final Path path;
    private final Path home;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Known> known = Optional.empty();

    /** What the file said when its text was last another. */
    private record Known(String text, Reading reading) {}

    /** What is in the file. */
    public sealed interface Reading {
        /** Pools, at least one. */
        record Pools(List<HostPool> pools) implements Reading {
            public Pools {
                pools = List.copyOf(pools);
            }
        }

        /** There is no file; one sentence says what would be in it. */
        record None(String sentence) implements Reading {}

        /** Nothing that can be used; one sentence says what the user must do. */
        record Wrong(String sentence) implements Reading {}
    }

    /**
     * A file that need not exist.
     *
     * @param home what {@code ~} stands for in it
     */
    public PoolFile(Path path, Path home) {
        this.path = path.toAbsolutePath().normalize();
        this.home = home.toAbsolutePath().normalize();
    }

    /** What is in it now. Does not throw. */
    public Reading read() {
        String text;
        try {
            if (Files.size(path) > LARGEST_BYTES) {
                return new Reading.Wrong(
                        title() + " is larger than " + LARGEST_BYTES + " bytes: make it smaller.");
            }
            text = Files.readString(path);
        } catch (NoSuchFileException none) {
            return new Reading.None(
                    "There is no "
                            + title()
                            + ": name your machines in it, such as 'lab: {hosts: [10.0.0.5], user:"
                            + " ubuntu}'.");
        } catch (CharacterCodingException notText) {
            return new Reading.Wrong(title() + " is not UTF-8 text: write it anew.");
        } catch (IOException unreadable) {
            return new Reading.Wrong(title() + " cannot be read: " + unreadable.getMessage() + ".");
        }
        return known(text);
    }

    /** The file as people know it. */
    public String title() {
        return path.startsWith(home) ? "~/" + home.relativize(path) : path.toString();
    }

    private Reading known(String text) {
        lock.lock();
        try {
            if (known.isEmpty() || !known.get().text().equals(text)) {
                known = Optional.of(new Known(text, reading(text)));
            }
            return known.get().reading();
        } finally {
            lock.unlock();
        }
    }

    private Reading reading(String text) {
        var settings =
                LoadSettings.builder().setUseMarks(true).setMaxAliasesForCollections(50).build();
        try {
            checkDepth(settings, text);
            var root = new Compose(settings).composeString(text);
            var folder = path.getParent();
            var pools =
                    root.isEmpty()
                            ? List.<HostPool>of()
                            : new PoolReader(folder == null ? home : folder, home)
                                    .pools(new PoolField(title(), "", root.get()));
            return pools.isEmpty()
                    ? new Reading.Wrong(title() + " is empty: it needs at least one pool.")
                    : new Reading.Pools(pools);
        } catch (MarkedYamlEngineException broken) {
            var line = broken.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
            return new Reading.Wrong(
                    title() + line + ": this is not YAML: " + broken.getProblem() + ".");
        } catch (YamlEngineException broken) {
            return new Reading.Wrong(title() + ": this is not YAML.");
        } catch (IllegalArgumentException complaint) {
            return new Reading.Wrong(String.valueOf(complaint.getMessage()));
        }
    }

    /** Very deep nesting would end the stack of whoever composes it. */
    private void checkDepth(LoadSettings settings, String text) {
        var depth = 0;
        for (var event : new Parse(settings).parseString(text)) {
            depth += event instanceof CollectionStartEvent ? 1 : 0;
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
            if (depth > DEEPEST) {
                throw new IllegalArgumentException(title() + " is nested too deeply.");
            }
        }
    }
}
