package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.GeneratedPage;
import io.skyjobs.app.api.Status;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Makes {@code docs/cli.md} from the commands themselves and objects when the page in the tree is
 * another; {@code -Ddocs.fix=true} writes it.
 */
class CommandPageTest {
    @Test
    void thePageSaysWhatTheCommandsTake() throws IOException {
        new GeneratedPage("cli.md").mustBe(page());
    }

    @Test
    void everyArgumentHasAText() {
        for (CommandTable.Entry entry : CommandTable.ENTRIES) {
            assertThat(spec(entry).args())
                    .as("%s", entry.words())
                    .allSatisfy(argument -> assertThat(text(argument)).isNotBlank());
        }
    }

    @Test
    void exitCodesAreThoseOfTheStatuses() {
        assertThat(ExitCode.SUCCEEDED.number()).isEqualTo(Status.exitCode("SUCCEEDED"));
        assertThat(ExitCode.JOB_FAILED.number()).isEqualTo(Status.exitCode("FAILED_SETUP"));
        assertThat(ExitCode.NOT_OVER.number()).isEqualTo(Status.exitCode("RUNNING"));
        assertThat(ExitCode.NOT_FOUND.number()).isEqualTo(Status.EXIT_NOT_FOUND);
        assertThat(ExitCode.JOB_CANCELLED.number()).isEqualTo(Status.exitCode("CANCELLED"));
        assertThat(ExitCode.FAILED.number()).isEqualTo(CommandFailure.FAILED);
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
    }

    private static String page() {
        StringBuilder text = new StringBuilder();
        text.append("# Commands\n\n");
        text.append("Made from the commands by `CommandPageTest`; do not edit.\n\n");
        text.append("| command | what it does |\n|---|---|\n");
        for (CommandTable.Entry entry : CommandTable.ENTRIES) {
            String link = "#sky-" + entry.words().replace(' ', '-');
            text.append("| [`sky %s`](%s) | ".formatted(entry.words(), link))
                    .append(GeneratedPage.cell(entry.summary()))
                    .append(" |\n");
        }
        text.append("\n`sky --version` shows the version. Every command takes `-h`, `--help`.\n");
        exitCodes(text);
        CommandTable.ENTRIES.forEach(entry -> command(text, entry));
        return text.toString();
    }

    private static void exitCodes(StringBuilder text) {
        text.append("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
        for (ExitCode code : ExitCode.values()) {
            text.append("| %d | %s |\n".formatted(code.number(), code.sentence()));
        }
    }

    private static void command(StringBuilder text, CommandTable.Entry entry) {
        CommandSpec spec = spec(entry);
        text.append("\n## sky %s\n\n".formatted(entry.words()));
        String[] description = spec.usageMessage().description();
        text.append(description[0]).append('\n');
        if (description.length > 1) {
            text.append("\n```\n");
            for (String line : List.of(description).subList(1, description.length)) {
                text.append(line).append('\n');
            }
            text.append("```\n");
        }
        text.append("\n```\n").append(usage(spec, entry)).append("\n```\n");
        rows(text, spec.positionalParameters(), "argument");
        rows(text, spec.options(), "option");
    }

    private static String usage(CommandSpec spec, CommandTable.Entry entry) {
        StringBuilder line = new StringBuilder("sky ").append(entry.words()).append(" [OPTIONS]");
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            String label = argument.paramLabel();
            line.append(' ').append(label.startsWith("[") ? label : "[" + label + "]...");
        }
        return line.toString();
    }

    private static void rows(StringBuilder text, List<? extends ArgSpec> arguments, String title) {
        if (arguments.isEmpty()) {
            return;
        }
        text.append("\n| %s | meaning |\n|---|---|\n".formatted(title));
        for (ArgSpec argument : arguments) {
            String hidden = argument.hidden() ? " Not shown in help." : "";
            text.append("| %s | %s%s |\n".formatted(names(argument), text(argument), hidden));
        }
    }

    private static String names(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return "`" + GeneratedPage.cell(argument.paramLabel()) + "`";
        }
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        return String.join(
                ", ",
                Arrays.stream(option.names())
                        .map(name -> "`" + GeneratedPage.cell(name + value) + "`")
                        .toList());
    }

    private static String text(ArgSpec argument) {
        return GeneratedPage.cell(String.join(" ", argument.description()));
    }

    private static CommandSpec spec(CommandTable.Entry entry) {
        CommandSpec spec = CommandTable.find(entry.words()).orElseThrow().spec();
        // Binds what only a parser knows, as a real call does.
        return new CommandLine(spec.name("sky " + entry.words().toLowerCase(Locale.ROOT)))
                .getCommandSpec();
    }
}
