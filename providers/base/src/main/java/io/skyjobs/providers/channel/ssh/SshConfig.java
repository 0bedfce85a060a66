package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The user's SSH configuration as ssh_config(5) has it, with {@code Include}, {@code Host} and
 * those conditions of {@code Match} that ask nobody: {@code all}, {@code host}, {@code
 * originalhost}, {@code user}, {@code localuser}. A block with any other condition counts as one
 * that does not match, so that no command of the file runs unseen.
 */
final class SshConfig {
    /** OpenSSH's own limit. */
    private static final int DEEPEST_INCLUDE = 16;

    /** Words that keep every value, not only the first. */
    private static final Set<String> COLLECTED = Set.of("identityfile", "certificatefile");

    /** Whose value is the rest of the line as it stands. */
    private static final Set<String> RAW = Set.of("proxycommand", "localcommand", "remotecommand");

    private final List<Line> lines;

    private SshConfig(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * A line with an option.
     *
     * @param place file and line, for people
     * @param key in lower case
     * @param words its values
     * @param conditions under which it counts, all of them
     */
    record Line(String place, String key, List<String> words, List<Condition> conditions) {
        String value() {
            return words.isEmpty() ? "" : words.getFirst();
        }
    }

    /** When a block counts. */
    sealed interface Condition {
        /** For hosts as they were named. */
        record Named(List<String> patterns) implements Condition {}

        /** For what a {@code Match} line says. */
        record Matching(List<Clause> clauses) implements Condition {}
    }

    /** One clause of a {@code Match}. */
    record Clause(String what, List<String> patterns) {}

    /** Who is looked up. */
    record Who(String named, Optional<String> user, String localUser) {}

    /** Reads a file; one that does not exist says nothing. */
    static SshConfig read(Path file, Path home) throws SshTroubleException {
        var reader = new Reader(home);
        reader.read(file, List.of(), 0);
        return new SshConfig(reader.lines);
    }

    /** The options for a host: of each the first that counts. */
    SshOptions lookUp(Who who) {
        var found = new ArrayList<Line>();
        for (var line : lines) {
            var first = found.stream().noneMatch(other -> other.key().equals(line.key()));
            if ((first || COLLECTED.contains(line.key())) && counts(line, who, found)) {
                found.add(line);
            }
        }
        return new SshOptions(found);
    }

    private static boolean counts(Line line, Who who, List<Line> found) {
        return line.conditions().stream()
                .allMatch(
                        condition ->
                                switch (condition) {
                                    case Condition.Named(var patterns) ->
                                            SshPatterns.matches(patterns, who.named());
                                    case Condition.Matching(var clauses) ->
                                            clauses.stream()
                                                    .allMatch(one -> holds(one, who, found));
                                });
    }

    private static boolean holds(Clause clause, Who who, List<Line> found) {
        var soFar = new SshOptions(found);
        return switch (clause.what()) {
            case "all" -> true;
            case "originalhost" -> SshPatterns.matches(clause.patterns(), who.named());
            case "host" ->
                    SshPatterns.matches(
                            clause.patterns(), soFar.first("hostname").orElse(who.named()));
            case "user" ->
                    SshPatterns.matches(
                            clause.patterns(),
                            who.user().or(() -> soFar.first("user")).orElse(who.localUser()));
            case "localuser" -> SshPatterns.matches(clause.patterns(), who.localUser());
            default -> false;
        };
    }

    /** Reads files into lines. */
    private static final class Reader {
        private final Path home;
        private final List<Line> lines = new ArrayList<>();

        Reader(Path home) {
            this.home = home;
        }

        void read(Path file, List<Condition> outer, int depth) throws SshTroubleException {
            if (!Files.exists(file)) {
                return;
            }
            if (depth > DEEPEST_INCLUDE) {
                throw new SshTroubleException(
                        Kind.SETTINGS, file + ": more than 16 Includes within each other.");
            }
            try {
                var conditions = outer;
                var texts = Files.readAllLines(file, StandardCharsets.UTF_8);
                for (var number = 1; number <= texts.size(); number++) {
                    var place = file + " line " + number;
                    conditions =
                            take(texts.get(number - 1), place, new Block(outer, conditions, depth));
                }
            } catch (IOException failure) {
                throw new SshTroubleException(
                        Kind.SETTINGS,
                        "%s cannot be read: %s.".formatted(file, SshTroubles.last(failure)));
            }
        }

        /** The conditions outside of the file, those of the line, and how deep the file is. */
        private record Block(List<Condition> outer, List<Condition> inner, int depth) {}

        private List<Condition> take(String text, String place, Block block)
                throws SshTroubleException {
            var words = SshWords.split(text, place);
            if (words.isEmpty()) {
                return block.inner();
            }
            var key = words.getFirst().toLowerCase(Locale.ROOT);
            var values = words.subList(1, words.size());
            switch (key) {
                case "host" -> {
                    return and(block.outer(), new Condition.Named(List.copyOf(values)));
                }
                case "match" -> {
                    return and(block.outer(), new Condition.Matching(clauses(values)));
                }
                case "include" -> {
                    for (var value : values) {
                        for (var file : SshWords.files(value, home)) {
                            read(file, block.inner(), block.depth() + 1);
                        }
                    }
                }
                default ->
                        lines.add(
                                new Line(
                                        place,
                                        key,
                                        RAW.contains(key)
                                                ? List.of(SshWords.rest(text))
                                                : List.copyOf(values),
                                        block.inner()));
            }
            return block.inner();
        }

        private static List<Condition> and(List<Condition> outer, Condition inner) {
            var all = new ArrayList<>(outer);
            all.add(inner);
            return List.copyOf(all);
        }

        private static List<Clause> clauses(List<String> words) {
            var all = new ArrayList<Clause>();
            for (var i = 0; i < words.size(); i++) {
                var what = words.get(i).toLowerCase(Locale.ROOT);
                var alone = Set.of("all", "canonical", "final").contains(what);
                var patterns =
                        alone || i + 1 == words.size()
                                ? List.<String>of()
                                : List.of(words.get(++i).split(",", -1));
                all.add(new Clause(what, patterns));
            }
            return List.copyOf(all);
        }
    }
}
