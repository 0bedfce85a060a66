package io.skyjobs.core.spec;

import io.skyjobs.core.spec.TaskSpec.FileMount;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads one storage object of {@code file_mounts}. */
final class StorageReader {
    private static final Set<String> KEYS =
            Set.of(
                    "name",
                    "source",
                    "store",
                    "mode",
                    "persistent",
                    "type",
                    "config",
                    "_bucket_sub_path",
                    "_is_sky_managed",
                    "_force_delete");
    private static final List<String> STORES =
            List.of(
                    "s3",
                    "gcs",
                    "azure",
                    "r2",
                    "ibm",
                    "oci",
                    "nebius",
                    "coreweave",
                    "vastdata",
                    "hf",
                    "file");
    private static final List<String> MODES = List.of("mount", "mount_cached", "copy");
    private static final List<String> PRESETS =
            List.of("model_checkpoint_ro", "model_checkpoint_rw", "dataset_ro", "dataset_rw");
    private static final Map<String, Set<String>> OPTIONS =
            Map.of(
                    "mount_cached",
                    Set.of(
                            "transfers",
                            "buffer_size",
                            "vfs_cache_max_size",
                            "vfs_cache_max_age",
                            "vfs_read_ahead",
                            "vfs_read_chunk_size",
                            "vfs_read_chunk_streams",
                            "vfs_write_back",
                            "read_only"),
                    "mount",
                    Set.of("read_only", "hf_mount_args"));

    private final Reading reading;
    private final Problems problems;

    StorageReader(Reading reading) {
        this.reading = reading;
        this.problems = reading.problems();
    }

    /** Reads the storage that shall appear at a path. */
    Optional<FileMount> read(String target, Node.Fields map) {
        if (map.get("path").isPresent()) {
            problems.error(
                    map.place(),
                    "A volume cannot be a file mount here.",
                    "Give a storage with `name` or `source` instead of `path`.");
            return Optional.empty();
        }
        FieldReader reader = new FieldReader(map, problems);
        reader.allowOnly(KEYS);
        FileMount.Mode mode =
                reader.choice(
                                "mode",
                                MODES,
                                "Invalid storage mode '%s'. Storage mode must be one of MOUNT, MOUNT_CACHED, COPY.")
                        .map(word -> FileMount.Mode.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(FileMount.Mode.MOUNT);
        List<String> sources = reader.node("source").map(this::sources).orElse(List.of());
        Optional<String> name = reader.nonEmptyText("name").or(() -> nameOf(sources));
        checkName(map, reader.nonEmptyText("name"), sources);
        checkSource(map, mode);
        return Optional.of(
                new FileMount.Storage(
                        target,
                        name,
                        sources,
                        reader.choice(
                                "store",
                                STORES,
                                "Invalid store '%s'. Store must be one of "
                                        + String.join(", ", STORES)
                                        + "."),
                        mode,
                        reader.bool("persistent").orElse(true),
                        sources.stream()
                                .findFirst()
                                .filter(LocalPaths::isBucket)
                                .flatMap(LocalPaths::bucketRegion),
                        reader.choice(
                                        "type",
                                        PRESETS,
                                        "Invalid storage type '%s'. Storage type must be one of"
                                                + " MODEL_CHECKPOINT_RO, MODEL_CHECKPOINT_RW, DATASET_RO, DATASET_RW.")
                                .map(word -> word.toUpperCase(Locale.ROOT)),
                        options(reader),
                        Optional.empty()));
    }

    private static Optional<String> nameOf(List<String> sources) {
        return sources.stream()
                .findFirst()
                .filter(LocalPaths::isBucket)
                .flatMap(LocalPaths::bucketName);
    }

    private List<String> sources(Node node) {
        List<String> sources = new ArrayList<>();
        boolean list = node instanceof Node.Items;
        for (Node item : node instanceof Node.Items items ? items.items() : List.of(node)) {
            FieldReader.text(item, problems)
                    .flatMap(text -> source(text, item, list))
                    .ifPresent(sources::add);
        }
        return sources;
    }

    private Optional<String> source(String text, Node node, boolean inList) {
        if (LocalPaths.looksLikeUri(text)) {
            if (!LocalPaths.isBucket(text) || LocalPaths.bucketName(text).isEmpty()) {
                problems.error(
                        node.place(),
                        "Storage source %s is not the address of a bucket."
                                .formatted(Problems.quote(text)));
                return Optional.empty();
            }
            if (inList) {
                problems.error(node.place(), "A list of storage sources holds local paths only.");
                return Optional.empty();
            }
            return Optional.of(text);
        }
        String path = new LocalPaths(reading.context()).absolute(text);
        if (text.isEmpty() || !reading.context().paths().exists(path)) {
            problems.error(
                    node.place(),
                    "Local source path does not exist: %s".formatted(Problems.oneLine(text)));
            return Optional.empty();
        }
        return Optional.of(path);
    }

    private void checkName(Node.Fields map, Optional<String> name, List<String> sources) {
        Place place = map.get("name").map(Node::place).orElse(map.place());
        if (name.isPresent() && LocalPaths.looksLikeUri(name.get())) {
            problems.error(
                    place,
                    "Storage name %s is an address.".formatted(Problems.quote(name.get())),
                    "Give the address as `source`, and leave `name` away.");
            return;
        }
        Optional<String> ofSource = nameOf(sources);
        if (name.isPresent() && ofSource.isPresent() && !name.equals(ofSource)) {
            problems.error(
                    place,
                    "Storage name '%s' differs from the bucket '%s' of its source."
                            .formatted(
                                    Problems.oneLine(name.get()), Problems.oneLine(ofSource.get())),
                    "Leave `name` away.");
        }
        boolean local = !sources.isEmpty() && !LocalPaths.isBucket(sources.getFirst());
        if (name.isEmpty() && local) {
            problems.error(map.place(), "Storage name must be specified if the source is local.");
        }
    }

    private void checkSource(Node.Fields map, FileMount.Mode mode) {
        boolean hasSource = map.present("source").isPresent();
        boolean hasName =
                map.present("name")
                        .filter(name -> !(name instanceof Node.Text text && text.value().isEmpty()))
                        .isPresent();
        if (!hasSource && !hasName) {
            problems.error(
                    map.place(),
                    "Storage source or storage name must be specified.",
                    "Fill in `name`, or give the address of a bucket as `source`.");
        } else if (!hasSource && mode == FileMount.Mode.COPY) {
            problems.error(
                    map.place(),
                    "New storage object: source must be specified when using COPY mode.");
        }
    }

    private Map<String, String> options(FieldReader reader) {
        Map<String, String> options = new TreeMap<>();
        Optional<Node.Fields> config = reader.mapping("config");
        if (config.isEmpty()) {
            return options;
        }
        FieldReader groups = new FieldReader(config.get(), problems);
        groups.allowOnly(OPTIONS.keySet());
        OPTIONS.forEach(
                (group, keys) ->
                        groups.mapping(group)
                                .ifPresent(
                                        map -> {
                                            new FieldReader(map, problems).allowOnly(keys);
                                            map.fields()
                                                    .forEach(
                                                            field ->
                                                                    options.put(
                                                                            group
                                                                                    + "."
                                                                                    + field.key(),
                                                                            JsonText.of(
                                                                                    field
                                                                                            .value())));
                                        }));
        return options;
    }
}
