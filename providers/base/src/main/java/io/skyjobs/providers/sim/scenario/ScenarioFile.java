package io.skyjobs.providers.sim.scenario;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a scenario file; {@code docs/sim.md} says what it may hold. Whatever is wrong with it is an
 * {@link IllegalArgumentException} with one sentence that names the file, the line and the field.
 */
public final class ScenarioFile {
    private static final long LARGEST_BYTES = 1 << 20;
    private static final List<String> KEYS = List.of("seed", "nodes", "clouds");

    private final Path path;
    private final String name;

    private ScenarioFile(Path path) {
        this.path = path;
        this.name = path.getFileName() == null ? path.toString() : path.getFileName().toString();
    }

    /** Reads a file, and the traces that it names. */
    public static Scenario read(Path path) {
        var file = new ScenarioFile(path);
        return file.scenario(file.root(file.text()));
    }

    private String text() {
        try {
            if (Files.exists(path) && Files.size(path) > LARGEST_BYTES) {
                throw new IllegalArgumentException(
                        path + " is larger than " + LARGEST_BYTES + " bytes.");
            }
            return Files.readString(path);
        } catch (NoSuchFileException none) {
            throw new IllegalArgumentException(
                    "There is no scenario file " + path + ": check 'sim.scenario'.", none);
        } catch (CharacterCodingException notText) {
            throw new IllegalArgumentException(path + " is not UTF-8 text.", notText);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    path + " cannot be read: " + unreadable.getMessage() + ".", unreadable);
        }
    }

    private Setting root(String text) {
        var settings =
                LoadSettings.builder().setUseMarks(true).setMaxAliasesForCollections(50).build();
        try {
            Node root =
                    new Compose(settings)
                            .composeString(text)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    name
                                                            + " is empty: it needs at least"
                                                            + " 'clouds'."));
            return new Setting(name, "", root);
        } catch (MarkedYamlEngineException broken) {
            var line = broken.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
            throw new IllegalArgumentException(
                    name + line + ": this is not YAML: " + broken.getProblem() + ".", broken);
        } catch (YamlEngineException broken) {
            throw new IllegalArgumentException(name + ": this is not YAML.", broken);
        }
    }

    private Scenario scenario(Setting root) {
        var keys = root.entries(KEYS);
        var seed = keys.get("seed");
        var nodes = keys.get("nodes");
        var clouds = keys.get("clouds");
        if (clouds == null) {
            throw root.complaint(" must have 'clouds', with at least one cloud.");
        }
        var plans = new ArrayList<CloudPlan>();
        for (var cloud : clouds.entries().entrySet()) {
            plans.add(new CloudReader(path).cloud(cloud.getKey(), cloud.getValue()));
        }
        if (plans.isEmpty()) {
            throw clouds.wrong("a mapping of at least one cloud");
        }
        return new Scenario(
                path.toString(),
                seed == null ? 0 : seed.whole(),
                nodes != null && nodes.oneOf("real", "virtual").equals("virtual"),
                plans);
    }
}
