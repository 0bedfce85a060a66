package io.skyjobs.app.server;

import io.skyjobs.app.api.NearestWord;
import io.skyjobs.core.job.ManagedJobStatus;
import io.skyjobs.core.webhook.Endpoint;
import io.skyjobs.core.webhook.EndpointId;
import io.skyjobs.core.webhook.EndpointUrl;
import io.skyjobs.core.webhook.SigningKey;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code webhooks} of the configuration. Whatever is wrong is a problem with its line, and so
 * is a key that is not known: who relies on being told must not be passed over. No sentence holds a
 * secret.
 */
final class WebhookSetting {
    private static final List<String> KEYS =
            List.of("name", "url", "secret", "secret_file", "statuses", "allow_http");
    private static final String NAME = "[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,62}[a-zA-Z0-9])?";
    private static final int MOST = 100;
    private static final int LARGEST_FILE = 4096;

    private final String file;
    private final Path folder;

    /**
     * @param file the file as people know it
     * @param folder where it lies; paths start there, and {@code ~} is the folder around it
     */
    WebhookSetting(String file, Path folder) {
        this.file = file;
        this.folder = folder;
    }

    /** Reads the list. */
    List<Endpoint> read(Node node) throws StartProblem {
        if (!(node instanceof SequenceNode list)) {
            throw wrong(node, "webhooks must be a list");
        }
        if (list.getValue().size() > MOST) {
            throw wrong(node, "webhooks can have at most " + MOST + " entries");
        }
        List<Endpoint> endpoints = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : list.getValue()) {
            Endpoint endpoint = endpoint(item);
            if (!names.add(endpoint.name())) {
                throw wrong(item, "two webhooks are called '" + endpoint.name() + "'");
            }
            endpoints.add(endpoint);
        }
        return endpoints;
    }

    private Endpoint endpoint(Node item) throws StartProblem {
        Map<String, Node> fields = fields(item);
        String name = required(item, fields, "name");
        if (!name.matches(NAME)) {
            throw wrong(
                    item,
                    "the name of a webhook has at most 64 letters, digits, dashes, underscores and"
                            + " periods");
        }
        boolean mayUseHttp = fields.containsKey("allow_http") && truth(fields, "allow_http");
        EndpointUrl url = EndpointUrl.of(required(item, fields, "url"), mayUseHttp);
        if (url.url().isEmpty()) {
            throw wrong(
                    item,
                    "the url of webhook '"
                            + name
                            + "' "
                            + url.problem()
                            + (url.problem().contains("could else be read")
                                    ? ", unless it has allow_http: true"
                                    : ""));
        }
        return new Endpoint(
                EndpointId.ofServer(name),
                name,
                url.url().get(),
                key(item, name, fields),
                statuses(fields),
                true);
    }

    private Map<String, Node> fields(Node item) throws StartProblem {
        if (!(item instanceof MappingNode mapping)) {
            throw wrong(item, "a webhook must be a mapping of keys to values");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!KEYS.contains(key)) {
                throw wrong(
                        tuple.getKeyNode(),
                        "a webhook has no key '"
                                + key
                                + "': use "
                                + String.join(", ", KEYS)
                                + NearestWord.of(key, KEYS)
                                        .map(near -> "; did you mean '" + near + "'?")
                                        .orElse(""));
            }
            fields.put(key, tuple.getValueNode());
        }
        return fields;
    }

    private String key(Node item, String name, Map<String, Node> fields) throws StartProblem {
        boolean inFile = fields.containsKey("secret_file");
        if (inFile == fields.containsKey("secret")) {
            throw wrong(item, "webhook '" + name + "' must have either secret or secret_file");
        }
        String key =
                inFile ? content(item, scalar(fields, "secret_file")) : scalar(fields, "secret");
        if (SigningKey.bytes(key).isEmpty()) {
            throw wrong(
                    item,
                    "the secret of webhook '"
                            + name
                            + "' must be "
                            + SigningKey.FORM
                            + "; make one with: echo whsec_$(openssl rand -base64 32)");
        }
        return key;
    }

    private String content(Node item, String path) throws StartProblem {
        Path home = folder.resolveSibling("");
        Path key = path.startsWith("~/") ? home.resolve(path.substring(2)) : folder.resolve(path);
        try {
            if (Files.size(key) > LARGEST_FILE) {
                throw wrong(item, path + " is larger than " + LARGEST_FILE + " bytes");
            }
            return Files.readString(key).strip();
        } catch (CharacterCodingException notText) {
            throw wrong(item, path + " is not UTF-8 text");
        } catch (IOException unreadable) {
            throw wrong(item, path + " cannot be read");
        }
    }

    private Set<ManagedJobStatus> statuses(Map<String, Node> fields) throws StartProblem {
        Node node = fields.get("statuses");
        if (node == null) {
            return Set.of();
        }
        List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of(node);
        Set<ManagedJobStatus> statuses = new HashSet<>();
        for (Node item : items) {
            String word =
                    item instanceof ScalarNode scalar
                            ? scalar.getValue().toUpperCase(Locale.ROOT)
                            : "";
            statuses.add(
                    Arrays.stream(ManagedJobStatus.values())
                            .filter(status -> status.name().equals(word))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            wrong(
                                                    item,
                                                    "statuses of a webhook must be of "
                                                            + Arrays.toString(
                                                                    ManagedJobStatus.values()))));
        }
        if (statuses.isEmpty()) {
            throw wrong(node, "a webhook needs at least one status, or no statuses for all");
        }
        return statuses;
    }

    private boolean truth(Map<String, Node> fields, String key) throws StartProblem {
        return switch (scalar(fields, key).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default ->
                    throw wrong(
                            Optional.ofNullable(fields.get(key)).orElseThrow(),
                            key + " of a webhook must be true or false");
        };
    }

    private String required(Node item, Map<String, Node> fields, String key) throws StartProblem {
        if (!fields.containsKey(key)) {
            throw wrong(item, "a webhook needs " + key);
        }
        return scalar(fields, key);
    }

    private String scalar(Map<String, Node> fields, String key) throws StartProblem {
        Node node = Optional.ofNullable(fields.get(key)).orElseThrow();
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue().strip();
        }
        throw wrong(node, key + " of a webhook must be a single value");
    }

    private StartProblem wrong(Node node, String sentence) {
        String line = node.getStartMark().map(Mark::getLine).map(it -> ":" + (it + 1)).orElse("");
        return new StartProblem(StartProblem.MISTAKE, file + line + ": " + sentence + ".");
    }
}
