package io.skyjobs.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code sky completion}: prints a script that completes commands and flags. The words are written
 * into the script, so that completing starts no process.
 */
final class Completion implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage()
                .description(
                        "Print a completion script for bash, zsh or fish.",
                        "bash: eval \"$(sky completion bash)\"",
                        "zsh:  eval \"$(sky completion zsh)\"",
                        "fish: sky completion fish | source");
        spec.addPositional(Arguments.words("SHELL", "bash, zsh or fish."));
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell) throws UsageProblem {
        String name = arguments.words().isEmpty() ? "" : arguments.words().getFirst();
        String script =
                switch (name) {
                    case "bash" -> bash();
                    // zsh runs the same function through its own compatibility layer.
                    case "zsh" -> "autoload -U +X bashcompinit && bashcompinit\n" + bash();
                    case "fish" -> fish();
                    default ->
                            throw new UsageProblem(
                                    "Invalid value for 'SHELL': '"
                                            + name
                                            + "' is not one of 'bash', 'zsh', 'fish'.");
                };
        shell.terminal().text(script);
        return 0;
    }

    private static String bash() {
        StringBuilder cases = new StringBuilder();
        for (String words : prefixes()) {
            cases.append("    '")
                    .append(words)
                    .append("') words='")
                    .append(String.join(" ", candidates(words)))
                    .append("' ;;\n");
        }
        return """
                _sky_complete() {
                  local cur=${COMP_WORDS[COMP_CWORD]} path='' word words=''
                  local i=1
                  while [ "$i" -lt "$COMP_CWORD" ]; do
                    word=${COMP_WORDS[i]}
                    case "$word" in
                      -*) ;;
                      *) case "$path $word" in
                %s
                         esac ;;
                    esac
                    i=$((i + 1))
                  done
                  case "$path" in
                %s  esac
                  case "$cur" in
                    -*|'') COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
                    *) COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur")) ;;
                  esac
                }
                complete -o filenames -F _sky_complete sky
                """
                .formatted(knownPaths(), cases);
    }

    private static String knownPaths() {
        List<String> patterns = new ArrayList<>();
        for (String words : prefixes()) {
            if (!words.isEmpty()) {
                patterns.add("'" + (words.contains(" ") ? "" : " ") + words + "'");
            }
        }
        return "           " + String.join("|", patterns) + ") path=${path:+$path }$word ;;";
    }

    private static String fish() {
        StringBuilder text = new StringBuilder();
        for (CommandTable.Entry entry : CommandTable.ENTRIES) {
            String[] words = entry.words().split(" ", -1);
            String last = words[words.length - 1];
            String condition =
                    words.length == 1
                            ? "__fish_use_subcommand"
                            : "__fish_seen_subcommand_from " + words[0];
            if (words.length == 2) {
                text.append("complete -c sky -f -n __fish_use_subcommand -a ")
                        .append(words[0])
                        .append('\n');
            }
            text.append("complete -c sky -f -n '")
                    .append(condition)
                    .append("' -a ")
                    .append(last)
                    .append(" -d '")
                    .append(entry.summary())
                    .append("'\n");
            for (String flag : flags(entry.words())) {
                if (flag.startsWith("--")) {
                    text.append("complete -c sky -n '__fish_seen_subcommand_from ")
                            .append(last)
                            .append("' -l ")
                            .append(flag.substring(2))
                            .append('\n');
                }
            }
        }
        return text.toString();
    }

    /** Every beginning of a command, the empty one included. */
    private static List<String> prefixes() {
        List<String> prefixes = new ArrayList<>(List.of(""));
        for (CommandTable.Entry entry : CommandTable.ENTRIES) {
            int blank = entry.words().indexOf(' ');
            if (blank > 0 && !prefixes.contains(entry.words().substring(0, blank))) {
                prefixes.add(entry.words().substring(0, blank));
            }
            prefixes.add(entry.words());
        }
        return prefixes;
    }

    private static List<String> candidates(String words) {
        return CommandTable.find(words).isPresent() ? flags(words) : CommandTable.next(words);
    }

    private static List<String> flags(String words) {
        List<String> names = new ArrayList<>();
        CommandTable.find(words)
                .ifPresent(
                        command -> {
                            for (OptionSpec option : command.spec().options()) {
                                if (!option.hidden()) {
                                    names.add(option.longestName());
                                }
                            }
                        });
        names.add("--help");
        return names;
    }
}
