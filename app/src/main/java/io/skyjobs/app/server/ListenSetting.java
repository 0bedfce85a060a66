package io.skyjobs.app.server;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;

/**
 * Reads where to listen from {@code api_server} of the configuration. Whatever would open the
 * server wider than it was meant to be is a problem with its line.
 */
final class ListenSetting {
    /** Keys of the section. */
    static final List<String> KEYS = List.of("host", "hosts", "tls", "insecure", "log_format");

    private static final String SECTION = "api_server";
    private static final String NAME = "[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?";
    private static final String ADDRESS = "[0-9]+([.][0-9]+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*";

    private final String file;
    private final Path folder;

    /**
     * @param file the file as people know it
     * @param folder where it lies; relative paths start there, and {@code ~} is the folder around
     *     it
     */
    ListenSetting(String file, Path folder) {
        this.file = file;
        this.folder = folder;
    }

    /** Reads the section's fields. */
    ListenConfig read(Map<String, Node> fields) throws StartProblem {
        Optional<String> host = text(fields, "host");
        if (host.isPresent() && !isAddress(host.get())) {
            throw wrong(fields.get("host"), "host must be an IP address of this machine");
        }
        List<String> hosts = hosts(fields.get("hosts"));
        Optional<SSLContext> tls = tls(fields.get("tls"));
        boolean insecure = truth(fields);
        String address = host.orElse(ListenConfig.LOOPBACK.host());
        if (!RequestGuard.isLoopback(bracketed(address))) {
            Node place = fields.get("host");
            if (tls.isEmpty() && !insecure) {
                throw wrong(
                        place,
                        "host is not a loopback address and needs tls, or insecure: true where a"
                                + " proxy ends TLS");
            }
            if (hosts.isEmpty()) {
                throw wrong(
                        place,
                        "host is not a loopback address and needs hosts, the names by which"
                                + " clients call this server");
            }
        }
        if (tls.isPresent() && insecure) {
            throw wrong(fields.get("insecure"), "insecure must not be true beside tls");
        }
        return new ListenConfig(address, hosts, tls, insecure);
    }

    /** What to say of a configuration that lets others listen in. */
    static List<String> warnings(ListenConfig listen) {
        return listen.insecure()
                ? List.of(
                        "api_server.insecure is set: this server speaks plain HTTP at "
                                + listen.host()
                                + ", so tokens can be read on the way unless a proxy in front of it"
                                + " ends TLS.")
                : List.of();
    }

    private List<String> hosts(@Nullable Node node) throws StartProblem {
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode list)) {
            throw wrong(node, "hosts must be a list of names");
        }
        List<String> hosts = new ArrayList<>();
        for (Node item : list.getValue()) {
            String name =
                    item instanceof ScalarNode scalar
                            ? scalar.getValue().strip().toLowerCase(Locale.ROOT)
                            : "";
            if (!name.matches(NAME) && !isAddress(name)) {
                throw wrong(
                        item,
                        "hosts must hold names such as sky.example.com, without scheme or port");
            }
            hosts.add(bracketed(name));
        }
        return hosts;
    }

    private Optional<SSLContext> tls(@Nullable Node node) throws StartProblem {
        if (node == null) {
            return Optional.empty();
        }
        Map<String, Node> fields = fields(node, SECTION + ".tls");
        Path certificate = path(node, fields, "certificate");
        Path key = path(node, fields, "key");
        PemFiles pem = new PemFiles(certificate, key);
        try {
            return Optional.of(pem.context());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            throw new StartProblem(
                    StartProblem.MISTAKE,
                    file
                            + line(node)
                            + ": api_server.tls must name a PEM certificate and its unencrypted"
                            + " PKCS#8 key, but they cannot be used: "
                            + unusable.getMessage()
                            + ".",
                    unusable);
        }
    }

    private Path path(Node node, Map<String, Node> fields, String key) throws StartProblem {
        Optional<String> text = text(fields, key);
        if (text.isEmpty()) {
            throw wrong(node, "tls must have certificate and key, both PEM files");
        }
        boolean inHome = text.get().startsWith("~/");
        Path from = inHome ? Optional.ofNullable(folder.getParent()).orElse(folder) : folder;
        return from.resolve(inHome ? text.get().substring(2) : text.get()).normalize();
    }

    private boolean truth(Map<String, Node> fields) throws StartProblem {
        String text = text(fields, "insecure").orElse("false");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw wrong(fields.get("insecure"), "insecure must be true or false");
        };
    }

    private Optional<String> text(Map<String, Node> fields, String key) throws StartProblem {
        Node node = fields.get(key);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue().strip());
        }
        throw wrong(node, key + " must be a single value");
    }

    private Map<String, Node> fields(Node node, String field) throws StartProblem {
        if (!(node instanceof MappingNode mapping)) {
            throw new StartProblem(
                    StartProblem.MISTAKE,
                    file + line(node) + ": " + field + " must be a mapping of keys to values.");
        }
        Map<String, Node> fields = new TreeMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                fields.put(key.getValue(), tuple.getValueNode());
            }
        }
        return fields;
    }

    private static boolean isAddress(String text) {
        try {
            // Its form first: a literal may also be a single number.
            return text.matches(ADDRESS) && !InetAddress.ofLiteral(text).isMulticastAddress();
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    /** As a client writes it in a URL. */
    private static String bracketed(String name) {
        return name.contains(":") ? "[" + name + "]" : name;
    }

    private StartProblem wrong(@Nullable Node node, String what) {
        return new StartProblem(
                StartProblem.MISTAKE, file + line(node) + ": api_server." + what + ".");
    }

    private static String line(@Nullable Node node) {
        return Optional.ofNullable(node)
                .flatMap(Node::getStartMark)
                .map(Mark::getLine)
                .map(line -> ":" + (line + 1))
                .orElse("");
    }
}
