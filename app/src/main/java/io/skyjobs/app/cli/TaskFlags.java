package io.skyjobs.app.cli;

import io.skyjobs.app.api.JobRequest;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Flags that override a task file. What they mean is for the server to say; here files are read and
 * variables of the caller are copied, because only here they exist.
 */
final class TaskFlags {
    /** Flags that take one value, with their aliases. */
    private static final List<Flag> SINGLE =
            List.of(
                    Flag.of("DIR", "Directory that becomes the working directory.", "--workdir"),
                    Flag.of("INFRA", "Where: cloud[/region[/zone]].", "--infra"),
                    Flag.of("CLOUD", "Cloud; see --infra.", "--cloud"),
                    Flag.of("REGION", "Region; see --infra.", "--region"),
                    Flag.of("ZONE", "Zone; see --infra.", "--zone"),
                    Flag.of("N", "Number of nodes.", "--num-nodes"),
                    Flag.of("CPUS", "vCPUs of a node: 4 or 4+.", "--cpus"),
                    Flag.of("GB", "Memory of a node: 16 or 16+.", "--memory"),
                    Flag.of("GB", "Size of the system disk.", "--disk-size"),
                    Flag.of("TIER", "low, medium, high, ultra, best or none.", "--disk-tier"),
                    Flag.of("TIER", "standard or best.", "--network-tier"),
                    Flag.of("DISK", "Local disk: nvme:100+.", "--local-disk"),
                    Flag.of("IMAGE", "Image to run on.", "--image-id"),
                    Flag.of("GPUS", "Accelerators: A100:8.", "--gpus", "--gpu"),
                    Flag.of("TYPE", "Instance type.", "-t", "--instance-type"),
                    Flag.of("STRATEGY", "What follows a loss.", "--job-recovery"),
                    Flag.of("N", "Priority, -1000 to 1000.", "--priority"),
                    Flag.of("URL", "Git repository as working directory.", "--git-url"),
                    Flag.of("REF", "Branch, tag or commit of it.", "--git-ref"),
                    Flag.of("NAME", "Workspace.", "-w", "--workspace"));

    private TaskFlags() {}

    private record Flag(String label, String description, List<String> names) {
        static Flag of(String label, String description, String... names) {
            return new Flag(label, description, List.of(names));
        }

        String name() {
            for (String name : names) {
                if (name.startsWith("--")) {
                    return name;
                }
            }
            return names.getFirst();
        }
    }

    /** Adds them to a command. */
    static void addTo(CommandSpec spec) {
        for (Flag flag : SINGLE) {
            OptionSpec option =
                    Arguments.text(flag.label, flag.description, flag.names.toArray(String[]::new));
            boolean old = List.of("--cloud", "--region", "--zone").contains(flag.name());
            spec.addOption(old ? option.toBuilder().hidden(true).build() : option);
        }
        spec.addOption(Arguments.flag("Ask for spot machines.", "--use-spot"));
        spec.addOption(Arguments.flag("Ask for on-demand machines.", "--no-use-spot"));
        spec.addOption(Arguments.texts("PORT", "Port to open; repeatable.", "--ports"));
        spec.addOption(Arguments.texts("K=V", "Variable; K alone copies the caller's.", "--env"));
        spec.addOption(Arguments.texts("FILE", "File of variables.", "--env-file"));
        spec.addOption(Arguments.texts("K=V", "Secret; K alone copies the caller's.", "--secret"));
        spec.addOption(Arguments.texts("FILE", "File of secrets.", "--secret-file"));
        spec.addOption(Arguments.texts("K=V|FILE", "Configuration for this job.", "--config"));
    }

    /** The flags that were given. */
    static List<JobRequest.Flag> read(Arguments arguments, Shell shell) throws UsageProblem {
        List<JobRequest.Flag> flags = new ArrayList<>();
        for (Flag flag : SINGLE) {
            arguments
                    .text(flag.name())
                    .ifPresent(value -> flags.add(new JobRequest.Flag(flag.name(), value)));
        }
        if (arguments.has("--use-spot") && arguments.has("--no-use-spot")) {
            throw new UsageProblem("Cannot specify both --use-spot and --no-use-spot.");
        }
        if (arguments.has("--use-spot") || arguments.has("--no-use-spot")) {
            flags.add(
                    new JobRequest.Flag(
                            "--use-spot", Boolean.toString(arguments.has("--use-spot"))));
        }
        for (String port : arguments.texts("--ports")) {
            flags.add(new JobRequest.Flag("--ports", port));
        }
        addVariables(flags, "--env", arguments, shell);
        addVariables(flags, "--secret", arguments, shell);
        for (String config : arguments.texts("--config")) {
            flags.add(new JobRequest.Flag("--config", config(config, shell)));
        }
        return flags;
    }

    /** Files first, so that what is given one by one wins. */
    private static void addVariables(
            List<JobRequest.Flag> flags, String flag, Arguments arguments, Shell shell)
            throws UsageProblem {
        for (String file : arguments.texts(flag + "-file")) {
            String text = read(file, flag + "-file", shell);
            for (Map.Entry<String, String> entry : DotenvFile.read(text, file).entrySet()) {
                flags.add(new JobRequest.Flag(flag, entry.getKey() + "=" + entry.getValue()));
            }
        }
        for (String variable : arguments.texts(flag)) {
            flags.add(new JobRequest.Flag(flag, variable(variable, flag, shell)));
        }
    }

    private static String variable(String given, String flag, Shell shell) throws UsageProblem {
        if (given.contains("=")) {
            return given;
        }
        Optional<String> value = Optional.ofNullable(shell.environment().get(given));
        if (value.isEmpty()) {
            throw new UsageProblem(
                    "Invalid value for '"
                            + flag
                            + "': '"
                            + given
                            + "' is not set in this environment. Use "
                            + flag
                            + " "
                            + given
                            + "=VALUE.");
        }
        return given + "=" + value.get();
    }

    /** A file's text where it is one, else the setting as it stands. */
    private static String config(String given, Shell shell) throws UsageProblem {
        return given.contains("=") ? given : read(given, "--config", shell);
    }

    private static String read(String file, String flag, Shell shell) throws UsageProblem {
        Path path =
                file.startsWith("~/")
                        ? shell.home().user().resolve(file.substring(2))
                        : shell.directory().resolve(file);
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (java.nio.charset.CharacterCodingException notText) {
            throw new UsageProblem("The file of '" + flag + "', " + file + ", is not UTF-8 text.");
        } catch (IOException unreadable) {
            throw new UsageProblem("The file of '" + flag + "', " + file + ", cannot be read.");
        }
    }
}
