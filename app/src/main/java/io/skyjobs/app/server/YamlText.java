package io.skyjobs.app.server;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The text of a configuration as YAML; what cannot be read is one sentence with its place. */
final class YamlText {
    private static final int LARGEST_BYTES = 256 * 1024;

    private final String name;

    /**
     * @param name the file as people know it
     */
    YamlText(String name) {
        this.name = name;
    }

    /** Its root; empty when there is no file, or nothing in it. */
    Optional<Node> root(Path file) throws StartProblem {
        Optional<String> text = text(file);
        return text.isPresent() ? root(text.get()) : Optional.empty();
    }

    private Optional<String> text(Path file) throws StartProblem {
        try {
            if (Files.exists(file) && Files.size(file) > LARGEST_BYTES) {
                throw new StartProblem(
                        StartProblem.MISTAKE,
                        name + " is larger than " + LARGEST_BYTES + " bytes.");
            }
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (CharacterCodingException notText) {
            throw new StartProblem(StartProblem.MISTAKE, name + " is not UTF-8 text.", notText);
        } catch (IOException unreadable) {
            throw new StartProblem(
                    StartProblem.FAILURE,
                    name + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    private Optional<Node> root(String text) throws StartProblem {
        LoadSettings settings =
                LoadSettings.builder().setUseMarks(true).setMaxAliasesForCollections(20).build();
        try {
            return new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException broken) {
            String place =
                    broken.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
            throw new StartProblem(
                    StartProblem.MISTAKE,
                    name + place + ": this is not YAML: " + broken.getProblem() + ".",
                    broken);
        } catch (YamlEngineException broken) {
            throw new StartProblem(StartProblem.MISTAKE, name + ": this is not YAML.", broken);
        }
    }
}
