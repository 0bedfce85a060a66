package io.skyjobs.app.cli;

import io.skyjobs.app.api.JobRequest;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which paths of this machine a job names, where a task file names files: {@code workdir}, the
 * right sides of {@code file_mounts}, and {@code source} there. A server of another machine gets
 * those and no others, since whoever runs it could else ask for any file.
 */
final class NamedPaths {
    private final Path directory;
    private final Path home;
    private final Set<String> named = new HashSet<>();

    NamedPaths(JobRequest request) {
        this.directory = Path.of(request.workingDirectory());
        this.home = Path.of(request.home());
        byte[] content = Base64.getDecoder().decode(request.content());
        LoadSettings settings = LoadSettings.builder().setMaxAliasesForCollections(50).build();
        try {
            new Compose(settings)
                    .composeAllFromString(new String(content, StandardCharsets.UTF_8))
                    .forEach(this::document);
        } catch (YamlEngineException noYaml) {
            // A command, or a file that the server refuses: it names nothing.
        }
        request.flags().stream()
                .filter(flag -> flag.flag().equals("--workdir"))
                .forEach(flag -> add(flag.value()));
    }

    /** Whether the job names this path, which is absolute. */
    boolean holds(String path) {
        return named.contains(path);
    }

    private void document(Node root) {
        field(root, "workdir").ifPresent(this::scalar);
        if (field(root, "file_mounts").orElse(null) instanceof MappingNode mounts) {
            for (NodeTuple mount : mounts.getValue()) {
                scalar(mount.getValueNode());
                field(mount.getValueNode(), "source").ifPresent(this::source);
            }
        }
    }

    private void source(Node source) {
        if (source instanceof SequenceNode several) {
            several.getValue().forEach(this::scalar);
        } else {
            scalar(source);
        }
    }

    private void scalar(Node node) {
        if (node instanceof ScalarNode text) {
            add(text.getValue());
        }
    }

    private void add(String written) {
        try {
            String text = written.strip();
            Path path =
                    text.equals("~") || text.startsWith("~/")
                            ? home.resolve(text.substring(Math.min(2, text.length())))
                            : directory.resolve(text);
            // As it stands, and without dots: a link in between makes these two different places.
            named.add(path.toString());
            named.add(path.normalize().toString());
        } catch (InvalidPathException noPath) {
            // It names nothing.
        }
    }

    private static Optional<Node> field(Node node, String name) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
                    return Optional.of(tuple.getValueNode());
                }
            }
        }
        return Optional.empty();
    }
}
