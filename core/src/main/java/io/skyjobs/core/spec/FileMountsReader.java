package io.skyjobs.core.spec;

import io.skyjobs.core.spec.TaskSpec.FileMount;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code file_mounts}, after variables in it were replaced. */
final class FileMountsReader {
    private static final String WHERE = "file_mounts";

    private final Reading reading;
    private final Problems problems;
    private final LocalPaths paths;

    FileMountsReader(Reading reading) {
        this.reading = reading;
        this.problems = reading.problems();
        this.paths = new LocalPaths(reading.context());
    }

    /** Reads a value of the field. */
    List<FileMount> read(Node node) {
        List<FileMount> mounts = new ArrayList<>();
        Set<String> targets = new HashSet<>();
        Optional<Node.Fields> map = FieldReader.mapping(node, problems);
        for (Node.Field field : map.map(Node.Fields::fields).orElse(List.of())) {
            boolean usable = isTarget(field);
            Optional<FileMount> mount = mount(field);
            if (usable && !targets.add(field.key())) {
                problems.error(
                        field.place(),
                        "File mount destination %s is used twice."
                                .formatted(Problems.quote(field.key())));
            } else if (usable) {
                mount.ifPresent(mounts::add);
            }
        }
        return mounts;
    }

    private boolean isTarget(Node.Field field) {
        String target = field.key();
        String shown = Problems.oneLine(target);
        if (LocalPaths.looksLikeUri(target)) {
            String kind =
                    field.value() instanceof Node.Fields
                            ? "Storage mount destination path"
                            : "File mount destination paths";
            problems.error(field.place(), kind + " cannot be cloud storage");
        } else if (target.chars().anyMatch(Character::isISOControl)) {
            problems.error(
                    field.place(),
                    "File mount destination '%s' must not hold control characters such as line breaks."
                            .formatted(shown));
        } else if (target.startsWith("~") && List.of(target.split("/", -1)).contains("..")) {
            problems.error(
                    field.place(),
                    "File mount destination '%s' must not hold '..'.".formatted(shown),
                    "Write the path without it.");
        } else if (target.endsWith("/")) {
            problems.error(
                    field.place(),
                    "Mount paths cannot end with a slash Found: %s in %s".formatted(shown, WHERE));
        } else if (!target.startsWith("/") && !target.startsWith("~/") && !target.equals("~")) {
            problems.error(
                    field.place(),
                    "File mount destination must be an absolute path (start with \"/\" or \"~\"). Got: '%s' in %s."
                            .formatted(shown, WHERE));
        } else if (target.equals(TaskSpec.WORKDIR)) {
            problems.error(
                    field.place(),
                    "Cannot use '~/sky_workdir' as a destination path of a file mount, as it will be used by the workdir.",
                    "Use a directory below it, or another one.");
        } else if (target.startsWith("/") && SystemPaths.has(target)) {
            problems.error(
                    field.place(),
                    "File mount destination %s belongs to the system of the node and cannot be replaced."
                            .formatted(Problems.quote(target)),
                    "Use a directory of your own, such as /data, or a path below ~.");
        } else {
            return true;
        }
        return false;
    }

    private Optional<FileMount> mount(Node.Field field) {
        return switch (field.value()) {
            case Node.Fields map -> new StorageReader(reading).read(field.key(), map);
            case Node.Text text
                    when Scalars.typeName(text).equals("str") && !text.value().isEmpty() ->
                    source(field.key(), text);
            case Node other -> {
                problems.error(
                        other.place(),
                        "Unable to parse file_mount %s:%s"
                                .formatted(Problems.oneLine(field.key()), Problems.show(other)),
                        "Give a local path, the address of a bucket, or a storage with `name` or `source`.");
                yield Optional.empty();
            }
        };
    }

    private Optional<FileMount> source(String target, Node.Text text) {
        String source = text.value();
        if (LocalPaths.isBucket(source)) {
            return Optional.of(new FileMount.Uri(target, source));
        }
        if (LocalPaths.looksLikeUri(source)) {
            problems.error(
                    text.place(),
                    "File mount source %s is not the address of a bucket."
                            .formatted(Problems.quote(source)),
                    "Known are s3://, gs://, r2://, cos://, oci://, nebius://, cw://, vastdata://, hf://, file://"
                            + " and https://ACCOUNT.blob.core.windows.net/CONTAINER.");
            return Optional.empty();
        }
        String path = paths.absolute(source);
        if (!reading.context().paths().exists(path)) {
            problems.error(
                    text.place(),
                    "File mount source %s does not exist locally. To fix: check if it exists, and correct the path."
                            .formatted(Problems.quote(source)),
                    paths.hint(source));
            return Optional.empty();
        }
        return Optional.of(new FileMount.LocalPath(target, path));
    }
}
