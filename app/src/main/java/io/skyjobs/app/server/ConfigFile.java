package io.skyjobs.app.server;

import io.skyjobs.app.api.NearestWord;
import io.skyjobs.app.server.files.FileLimits;
import io.skyjobs.app.server.traces.TraceConfig;
import io.skyjobs.core.spec.DurationText;
import io.skyjobs.spi.store.StoreUri;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads {@code ~/.sky/config.yaml}. A file that is no YAML, or a value of the wrong form, is a
 * problem with its line; a key that is not known is a warning, because another release may know it.
 */
final class ConfigFile {
    private static final int LARGEST_PORT = 65_535;
    private static final int MOST_UNITS = 1_000_000;
    private static final int MOST_JOBS = 10_000_000;

    private static final Set<String> OWN = Set.of("jobs", "api", "files", "webhooks", "traces");
    private static final List<String> JOBS =
            List.of(
                    "max_launching",
                    "max_running",
                    "unreachable_limit",
                    "store_url",
                    "bucket",
                    "force_disable_cloud_bucket",
                    "webhooks_allow_http",
                    "webhooks_allow_private");
    private static final List<String> API = List.of("port");
    private static final List<String> FILES = List.of("max_file_gib", "keep_free_mib", "kept");
    private static final List<String> SSH = SshSetting.KEYS;

    /** Keys of the reference, whose SSH pools are Kubernetes clusters; ours are not. */
    private static final List<String> SSH_WITHOUT_MEANING =
            List.of("custom_metadata", "pod_config", "provision_timeout", "allowed_node_pools");

    /**
     * Sections of the reference's file and of providers; their keys are their readers' business.
     */
    private static final List<String> SECTIONS =
            List.of(
                    "jobs",
                    "api",
                    "api_server",
                    "files",
                    "webhooks",
                    "traces",
                    "local",
                    "sim",
                    "aws",
                    "gcp",
                    "azure",
                    "s3",
                    "r2",
                    "ibm",
                    "gcs",
                    "kubernetes",
                    "ssh",
                    "slurm",
                    "allowed_clouds",
                    "admin_policy",
                    "docker",
                    "nvidia_gpus",
                    "active_workspace",
                    "workspaces",
                    "provision");

    private final String name;
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param name the file as people know it
     */
    ConfigFile(String name) {
        this.name = name;
    }

    /**
     * What was read.
     *
     * @param config the configuration
     * @param warnings what is worth saying
     */
    record Loaded(ServerConfig config, List<String> warnings) {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /** Reads the file over the standard; a missing file changes nothing. */
    Loaded read(Path file, ServerConfig standard) throws StartProblem {
        Optional<Node> root = new YamlText(name).root(file);
        if (root.isEmpty()) {
            return new Loaded(standard, List.of());
        }
        Map<String, Node> sections = fields(root.get(), "");
        warnUnknown(root.get(), SECTIONS, "");
        Map<String, Node> jobs = section(sections, "jobs", JOBS);
        Map<String, Node> api = section(sections, "api", API);
        Map<String, Node> files = section(sections, "files", FILES);
        Map<String, Map<String, String>> providers = new TreeMap<>();
        for (Map.Entry<String, Node> section : sections.entrySet()) {
            boolean own = OWN.contains(section.getKey());
            if (section.getKey().equals(SshSetting.PROVIDER)) {
                providers.put(SshSetting.PROVIDER, ssh(section.getValue()));
            } else if (!own && section.getValue() instanceof MappingNode) {
                providers.put(section.getKey(), texts(section.getValue(), section.getKey()));
            }
        }
        providers.getOrDefault("local", new TreeMap<>()).remove("open_to_users");
        ServerConfig config =
                new ServerConfig(
                        number(jobs, "jobs.max_launching", standard.maxLaunching(), 1, MOST_JOBS),
                        number(jobs, "jobs.max_running", standard.maxRunning(), 1, MOST_JOBS),
                        time(jobs, "jobs.unreachable_limit", standard.unreachableLimit()),
                        scalar(jobs, "jobs.store_url").map(ScalarNode::getValue),
                        number(api, "api.port", standard.port(), 0, LARGEST_PORT),
                        listen(file, sections),
                        sections.get("local") instanceof MappingNode local
                                && truth(fields(local, "local"), "local.open_to_users"),
                        limits(files, standard.files()),
                        bucket(jobs),
                        truth(jobs, "jobs.force_disable_cloud_bucket"),
                        webhooks(file, sections, jobs),
                        traces(sections.get("traces")),
                        providers,
                        List.of());
        return new Loaded(config, warnings);
    }

    private ListenConfig listen(Path file, Map<String, Node> sections) throws StartProblem {
        Map<String, Node> fields = section(sections, "api_server", ListenSetting.KEYS);
        ListenConfig listen = new ListenSetting(name, folder(file)).read(fields);
        warnings.addAll(ListenSetting.warnings(listen));
        return listen;
    }

    private static Path folder(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    }

    private TraceConfig traces(@Nullable Node section) throws StartProblem {
        return section == null ? TraceConfig.NONE : new TraceSetting(name).read(section);
    }

    private WebhookConfig webhooks(Path file, Map<String, Node> sections, Map<String, Node> jobs)
            throws StartProblem {
        Node list = sections.get("webhooks");
        return new WebhookConfig(
                list == null ? List.of() : new WebhookSetting(name, folder(file)).read(list),
                truth(jobs, "jobs.webhooks_allow_http"),
                truth(jobs, "jobs.webhooks_allow_private"));
    }

    private Optional<StoreUri> bucket(Map<String, Node> jobs) throws StartProblem {
        Optional<ScalarNode> node = scalar(jobs, "jobs.bucket");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<StoreUri> bucket = StoreUri.parse(node.get().getValue().strip());
        if (bucket.isEmpty()) {
            throw wrong(
                    node.get(),
                    "jobs.bucket",
                    "the address of a bucket: s3://BUCKET, gs://BUCKET, r2://BUCKET,"
                            + " cos://REGION/BUCKET or"
                            + " https://ACCOUNT.blob.core.windows.net/CONTAINER");
        }
        return bucket;
    }

    private boolean truth(Map<String, Node> fields, String path) throws StartProblem {
        Optional<ScalarNode> node = scalar(fields, path);
        if (node.isEmpty()) {
            return false;
        }
        return switch (node.get().getValue().strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw wrong(node.get(), path, "true or false");
        };
    }

    private FileLimits limits(Map<String, Node> files, FileLimits standard) throws StartProblem {
        int largest = (int) (standard.largest() >> 30);
        int free = (int) (standard.keepFree() >> 20);
        return new FileLimits(
                (long) number(files, "files.max_file_gib", largest, 1, MOST_UNITS) << 30,
                (long) number(files, "files.keep_free_mib", free, 0, MOST_UNITS) << 20,
                time(files, "files.kept", standard.kept()));
    }

    private Map<String, Node> section(
            Map<String, Node> sections, String section, List<String> known) throws StartProblem {
        Node node = sections.get(section);
        if (node == null) {
            return Map.of();
        }
        warnUnknown(node, known, section + ".");
        return fields(node, section);
    }

    private Map<String, Node> fields(Node node, String field) throws StartProblem {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(node, field.isEmpty() ? "the file" : field, "a mapping of keys to values");
        }
        Map<String, Node> fields = new TreeMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                fields.put(key.getValue(), tuple.getValueNode());
            }
        }
        return fields;
    }

    private Map<String, String> texts(Node node, String section) throws StartProblem {
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, Node> field : fields(node, section).entrySet()) {
            if (field.getValue() instanceof ScalarNode scalar) {
                texts.put(field.getKey(), scalar.getValue());
            }
        }
        return texts;
    }

    /** Unlike elsewhere an unknown key is a problem: a pool file that is not read is a trap. */
    private Map<String, String> ssh(Node node) throws StartProblem {
        Map<String, String> texts = new TreeMap<>();
        Map<String, Node> fields = fields(node, SshSetting.PROVIDER);
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            String key = field.getKey();
            String path = SshSetting.PROVIDER + "." + key;
            if (SSH_WITHOUT_MEANING.contains(key)) {
                warnings.add(
                        name
                                + line(field.getValue())
                                + ": the key '"
                                + path
                                + "' has no meaning here and is ignored: jobs run on the hosts of a"
                                + " pool without Kubernetes.");
            } else if (!SSH.contains(key)) {
                throw new StartProblem(
                        StartProblem.MISTAKE,
                        name
                                + line(field.getValue())
                                + ": '"
                                + path
                                + "' is not a setting: use "
                                + String.join(", ", SSH)
                                + "."
                                + NearestWord.of(key, SSH)
                                        .map(near -> " Did you mean '" + near + "'?")
                                        .orElse(""));
            } else if (key.equals(SshSetting.LIMIT)) {
                texts.put(key, time(fields, path, Duration.ZERO).toSeconds() + "s");
            } else {
                scalar(fields, path).ifPresent(text -> texts.put(key, text.getValue()));
            }
        }
        return texts;
    }

    private void warnUnknown(Node node, List<String> known, String prefix) throws StartProblem {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong(
                    node,
                    prefix.isEmpty() ? "the file" : prefix.substring(0, prefix.length() - 1),
                    "a mapping of keys to values");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!known.contains(key)) {
                String hint =
                        NearestWord.of(key, known)
                                .map(near -> " Did you mean '" + prefix + near + "'?")
                                .orElse("");
                warnings.add(
                        name
                                + line(tuple.getKeyNode())
                                + ": the key '"
                                + prefix
                                + key
                                + "' is not known and is ignored."
                                + hint);
            }
        }
    }

    private Optional<ScalarNode> scalar(Map<String, Node> fields, String path) throws StartProblem {
        Node node = fields.get(path.substring(path.indexOf('.') + 1));
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar);
        }
        throw wrong(node, path, "a single value");
    }

    private int number(Map<String, Node> fields, String path, int standard, int least, int most)
            throws StartProblem {
        Optional<ScalarNode> node = scalar(fields, path);
        if (node.isEmpty()) {
            return standard;
        }
        try {
            int number = Integer.parseInt(node.get().getValue().strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // Said below.
        }
        throw wrong(node.get(), path, "a whole number from " + least + " to " + most);
    }

    private Duration time(Map<String, Node> fields, String path, Duration standard)
            throws StartProblem {
        Optional<ScalarNode> node = scalar(fields, path);
        if (node.isEmpty()) {
            return standard;
        }
        Optional<Duration> time =
                DurationText.parse(node.get().getValue()).filter(Duration::isPositive);
        if (time.isEmpty()) {
            throw wrong(node.get(), path, "a time such as 45s, 30m or 2h, or a number of minutes");
        }
        return time.get();
    }

    private StartProblem wrong(Node node, String field, String wanted) {
        return new StartProblem(
                StartProblem.MISTAKE,
                name + line(node) + ": " + field + " must be " + wanted + ".");
    }

    private static String line(Node node) {
        return node.getStartMark().map(Mark::getLine).map(line -> ":" + (line + 1)).orElse("");
    }
}
