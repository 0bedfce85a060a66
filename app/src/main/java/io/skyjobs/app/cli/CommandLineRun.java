package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.NearestWord;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One call of {@code sky}: selects the command, reads its arguments, carries it out, and turns
 * whatever goes wrong into one sentence and an exit code.
 */
final class CommandLineRun {
    private static final int FAILED = ExitCode.FAILED.number();
    private static final int MISUSED = ExitCode.MISUSED.number();
    private static final int INTERRUPTED = ExitCode.INTERRUPTED.number();

    /** Problems that the user made, and mends by writing something else. */
    private static final Set<ProblemCode> MISTAKES =
            Set.of(
                    ProblemCode.BAD_TASK,
                    ProblemCode.BAD_REQUEST,
                    ProblemCode.TOO_LARGE,
                    ProblemCode.NO_SIMULATION);

    private static final List<String> HELP = List.of("-h", "--help");

    private final Shell shell;
    private final Terminal terminal;

    CommandLineRun(Shell shell) {
        this.shell = shell;
        this.terminal = shell.terminal();
    }

    /** Carries out a command line and answers its exit code. Never throws. */
    int run(List<String> arguments) {
        String words = "";
        int used = 0;
        while (used < arguments.size() && (words.isEmpty() || CommandTable.isGroup(words))) {
            String next = join(words, arguments.get(used));
            if (!CommandTable.isGroup(next) && CommandTable.find(next).isEmpty()) {
                break;
            }
            words = next;
            used++;
        }
        List<String> rest = arguments.subList(used, arguments.size());
        Optional<Command> command = CommandTable.find(words);
        return command.isPresent() ? run(words, command.get(), rest) : group(words, rest);
    }

    private int run(String words, Command command, List<String> arguments) {
        CommandSpec spec = command.spec().name("sky " + words);
        spec.addOption(Arguments.flag("Show this help and exit.", "-h", "--help"));
        try {
            CommandLine parser = new CommandLine(spec);
            parser.setPosixClusteredShortOptionsAllowed(true);
            if (wantsHelp(arguments)) {
                terminal.text(usage(parser));
                return 0;
            }
            int code =
                    command.run(
                            new Arguments(parser.parseArgs(arguments.toArray(String[]::new))),
                            shell);
            return terminal.broken() && code == 0 ? FAILED : code;
        } catch (ParameterException wrong) {
            return misused(sentence(wrong, spec), words);
        } catch (UsageProblem wrong) {
            return misused(wrong.sentence(), words);
        } catch (CommandFailure failed) {
            if (!failed.sentence().isEmpty()) {
                failed(failed.sentence());
            }
            return failed.exitCode();
        } catch (ApiException refused) {
            return refused(refused.problem());
        } catch (IOException trouble) {
            return failed(String.valueOf(trouble.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } finally {
            terminal.waitingOver();
        }
    }

    private static boolean wantsHelp(List<String> arguments) {
        int end = arguments.indexOf("--");
        List<String> options = end < 0 ? arguments : arguments.subList(0, end);
        // Behind an entrypoint, -h may be the user's own command's.
        for (String argument : options) {
            if (HELP.contains(argument)) {
                return true;
            }
            if (!argument.startsWith("-")) {
                return false;
            }
        }
        return false;
    }

    private int group(String words, List<String> rest) {
        boolean help = rest.isEmpty() || HELP.contains(rest.getFirst());
        if (help) {
            terminal.text(groupUsage(words));
            return 0;
        }
        String typed = rest.getFirst();
        if (typed.startsWith("-")) {
            return misused("No such option: " + typed, words);
        }
        String hint =
                NearestWord.of(typed, CommandTable.next(words))
                        .map(word -> " Did you mean '" + word + "'?")
                        .orElse("");
        return misused("No such command '" + join(words, typed) + "'." + hint, words);
    }

    private static String groupUsage(String words) {
        StringBuilder text = new StringBuilder("Usage: sky ");
        text.append(words.isEmpty() ? "" : words + " ").append("COMMAND [ARGS]...\n\n");
        text.append("Commands:\n");
        int width = 0;
        List<CommandTable.Entry> shown = new ArrayList<>();
        for (CommandTable.Entry entry : CommandTable.ENTRIES) {
            if (words.isEmpty() || entry.words().startsWith(words + " ")) {
                shown.add(entry);
                width = Math.max(width, entry.words().length());
            }
        }
        for (CommandTable.Entry entry : shown) {
            text.append("  sky ")
                    .append(entry.words())
                    .append(" ".repeat(width - entry.words().length()))
                    .append("  ")
                    .append(entry.summary())
                    .append('\n');
        }
        return text.append("\nOptions:\n  --version   Show the version.\n")
                .append("  -h, --help  Show this help; also behind a command.\n")
                .toString();
    }

    private static String usage(CommandLine parser) {
        StringWriter text = new StringWriter();
        parser.usage(new PrintWriter(text), CommandLine.Help.Ansi.OFF);
        return text.toString();
    }

    private static String sentence(ParameterException wrong, CommandSpec spec) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().getFirst();
            if (!first.startsWith("-")) {
                return "Got unexpected extra argument (" + first + ")";
            }
            int equals = first.indexOf('=');
            String name = equals < 0 ? first : first.substring(0, equals);
            return "No such option: "
                    + name
                    + NearestWord.of(name, spec.optionsMap().keySet())
                            .map(word -> " Did you mean " + word + "?")
                            .orElse("");
        }
        if (wrong instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
            var argument = missing.getMissing().getFirst();
            return argument.isOption()
                    ? "Option '"
                            + ((CommandLine.Model.OptionSpec) argument).longestName()
                            + "' requires an argument."
                    : "Missing argument '" + argument.paramLabel() + "'.";
        }
        return String.valueOf(wrong.getMessage());
    }

    private int misused(String sentence, String words) {
        terminal.error(terminal.styled(Terminal.Style.RED, "Error: ") + sentence);
        terminal.error("Try 'sky " + (words.isEmpty() ? "" : words + " ") + "-h' for help.");
        return MISUSED;
    }

    private int failed(String sentence) {
        terminal.error(terminal.styled(Terminal.Style.RED, "Error: ") + sentence);
        return FAILED;
    }

    private int refused(ProblemReply problem) {
        if (problem.problems().isEmpty()) {
            String name = problem.title().isEmpty() ? "Error" : problem.title();
            terminal.error(
                    terminal.styled(Terminal.Style.RED, name + ": ")
                            + TimeText.local(problem.message(), shell.zone()));
        } else {
            ProblemLines.print(terminal, problem.problems());
        }
        problem.hint().ifPresent(hint -> terminal.error("Hint: " + hint));
        for (ProblemCode mistake : MISTAKES) {
            if (problem.is(mistake)) {
                return MISUSED;
            }
        }
        return FAILED;
    }

    private static String join(String words, String next) {
        return words.isEmpty() ? next : words + " " + next;
    }
}
