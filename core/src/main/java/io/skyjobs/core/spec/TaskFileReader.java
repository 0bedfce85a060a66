package io.skyjobs.core.spec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what a user wants to be launched: a task file, or a command; overrides applied.
 *
 * <p>Never throws for anything that a user can write. Safe for use from many threads.
 */
public final class TaskFileReader {
    /** Longest task file, in bytes. */
    public static final int MAX_BYTES = 1024 * 1024;

    private static final String COMMAND_NAME = "sky-cmd";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Reads a job, or says everything that is wrong with it. */
    public ParsedJob read(SourceText text, Overrides overrides, SubmitContext context) {
        Reading reading = new Reading(new Problems(), context);
        JobAssembly assembly = new JobAssembly(reading, overrides);
        Optional<ReadJob> job =
                switch (text) {
                    case SourceText.Command command -> command(command, assembly);
                    case SourceText.File file -> file(file, assembly, reading.problems());
                };
        if (job.isEmpty() || reading.problems().hasErrors()) {
            return new ParsedJob(Optional.empty(), new TreeMap<>(), reading.problems().inOrder());
        }
        return new ParsedJob(
                Optional.of(job.get().spec()),
                job.get().secretValues(),
                reading.problems().inOrder());
    }

    private static Optional<ReadJob> command(SourceText.Command source, JobAssembly assembly) {
        Place place = Place.ofFlag("");
        String recipe =
                "name: " + COMMAND_NAME + "\nrun: " + JsonText.quoted(source.command()) + "\n";
        Node.Fields task =
                new Node.Fields(
                        place,
                        List.of(
                                field(place, "name", COMMAND_NAME),
                                field(place, "run", source.command())));
        return assembly.assemble(List.of(task), Optional.of(recipe));
    }

    private static Node.Field field(Place place, String key, String value) {
        return new Node.Field(place, key, new Node.Text(place, value, false, Node.Span.NONE));
    }

    private static Optional<ReadJob> file(
            SourceText.File file, JobAssembly assembly, Problems problems) {
        Place place = Place.ofFile(file.displayName());
        if (file.size() > MAX_BYTES) {
            problems.error(
                    place,
                    "'%s' has %d bytes; a task file can have at most %d (1 MiB)."
                            .formatted(file.displayName(), file.size(), MAX_BYTES),
                    "Put data and programs into files of `workdir` or `file_mounts`.");
            return Optional.empty();
        }
        Optional<String> text = decoded(file.bytes());
        if (text.isEmpty()) {
            problems.error(
                    place,
                    "'%s' is not a valid UTF-8 text file and cannot be parsed as YAML."
                            .formatted(file.displayName()));
            return Optional.empty();
        }
        Optional<List<Node>> documents = YamlTree.documents(text.get(), place, problems);
        if (documents.isEmpty()) {
            return Optional.empty();
        }
        List<Node> tasks = documents.get().stream().filter(node -> !Scalars.isNull(node)).toList();
        if (tasks.isEmpty() || isEmptyMapping(tasks)) {
            problems.error(
                    place,
                    ("'%s' is empty or contains no task definition. Add at least a `run:` (or"
                                    + " `setup:`) field.")
                            .formatted(file.displayName()));
            return Optional.empty();
        }
        return assembly.assemble(
                tasks, Optional.of(RecipeText.redacted(text.get(), documents.get())));
    }

    private static boolean isEmptyMapping(List<Node> documents) {
        return documents.size() == 1
                && documents.getFirst() instanceof Node.Fields map
                && map.fields().isEmpty();
    }

    private static Optional<String> decoded(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
            boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return Optional.of(marked ? text.substring(1) : text);
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
