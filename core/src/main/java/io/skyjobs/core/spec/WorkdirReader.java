package io.skyjobs.core.spec;

import io.skyjobs.core.spec.TaskSpec.Workdir;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code workdir}, after variables in it were replaced. */
final class WorkdirReader {
    private static final Pattern GIT_URL =
            Pattern.compile("(https?|ssh|git|file)://\\S+|[A-Za-z0-9._-]+@[A-Za-z0-9._-]+:\\S+");
    private static final Pattern GIT_REF =
            Pattern.compile("[^-\\s~^:?*\\[\\\\][^\\s~^:?*\\[\\\\]*");

    private final Reading reading;
    private final Problems problems;

    WorkdirReader(Reading reading) {
        this.reading = reading;
        this.problems = reading.problems();
    }

    /** Reads a value of the field. */
    Optional<Workdir> read(Node node) {
        return node instanceof Node.Fields map ? git(map) : local(node);
    }

    private Optional<Workdir> local(Node node) {
        Optional<String> written = FieldReader.text(node, problems);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        LocalPaths paths = new LocalPaths(reading.context());
        String path = paths.absolute(written.get());
        if (written.get().isBlank() || !reading.context().paths().isDirectory(path)) {
            problems.error(
                    node.place(),
                    "Workdir must be a valid directory (or a symlink to a directory). %s not found."
                            .formatted(Problems.oneLine(written.get())),
                    paths.hint(written.get()));
            return Optional.empty();
        }
        return Optional.of(new Workdir.Local(path));
    }

    private Optional<Workdir> git(Node.Fields map) {
        FieldReader reader = new FieldReader(map, problems);
        reader.allowOnly(Set.of("url", "ref"));
        Optional<Node> url = reader.node("url");
        if (url.isEmpty()) {
            problems.error(
                    map.place(),
                    "A git workdir needs a `url`.",
                    "Write `url:` and, if you like, `ref:`.");
            return Optional.empty();
        }
        Optional<String> address = FieldReader.text(url.get(), problems);
        if (address.isPresent() && !GIT_URL.matcher(address.get()).matches()) {
            problems.error(
                    url.get().place(),
                    "Git URL %s is not one.".formatted(Problems.quote(address.get())),
                    "Write https://HOST/PATH, ssh://USER@HOST/PATH or USER@HOST:PATH.");
            return Optional.empty();
        }
        Optional<String> ref =
                reader.node("ref")
                        .flatMap(node -> FieldReader.scalar(node, problems))
                        .filter(text -> !text.isEmpty());
        if (ref.isPresent() && !GIT_REF.matcher(ref.get()).matches()) {
            problems.error(
                    reader.node("ref").map(Node::place).orElse(map.place()),
                    "Git ref %s is not a branch, tag or commit."
                            .formatted(Problems.quote(ref.get())));
            return Optional.empty();
        }
        return address.map(text -> new Workdir.Git(text, ref));
    }
}
