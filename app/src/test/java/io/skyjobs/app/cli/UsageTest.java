package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.cli.TestShell.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

/** Command lines that cannot be carried out: one sentence, exit code 2, no server asked. */
class UsageTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bogus|No such command 'bogus'.",
                "jobs lanch|No such command 'jobs lanch'. Did you mean 'launch'?",
                "stats|No such command 'stats'. Did you mean 'status'?",
                "jobs launch --gpuss 1 x|No such option: --gpuss Did you mean --gpus?",
                "jobs launch|Missing argument 'ENTRYPOINT...'.",
                "jobs launch --name|Option '--name' requires an argument.",
                "jobs launch -n a -c b x|Cannot specify both --name and --cluster",
                "jobs launch --num-jobs 0 x|--num-jobs must be a positive integer. Got: 0.",
                "jobs launch --num-jobs x x|'x' is not a valid integer.",
                "jobs launch --use-spot --no-use-spot x|Cannot specify both --use-spot",
                "jobs launch --env NOT_SET_HERE x|'NOT_SET_HERE' is not set in this environment.",
                "jobs launch --env-file gone.env x|gone.env, cannot be read.",
                "jobs launch -o xml x|'xml' is not one of 'table', 'json', 'quiet'.",
                "jobs queue -s NONSENSE|'NONSENSE' is not one of",
                "jobs queue --since 1h --after 2026-01-01|--since and --after are mutually exclusive",
                "jobs queue --limit 0|--limit must be a positive integer.",
                "jobs queue extra|Got unexpected extra argument (extra)",
                "jobs cancel|Can only specify one of JOB_IDS, --name, or --all/--all-users.",
                "jobs cancel 1 -n x|Provided 'JOB_IDS 1, --name x'.",
                "jobs cancel a-b|Invalid job id 'a-b'",
                "jobs logs x|'x' is not a positive integer.",
                "jobs logs 1 2 3|Got unexpected extra argument (3)",
                "jobs logs 1 -n x|Cannot specify both --name and JOB_ID.",
                "jobs logs 1 -s --tail 3|--tail is not supported with --sync-down.",
                "jobs logs 1 --tail -1|--tail must be a number of lines, or 0 for all of them. Got: -1.",
                "jobs wait|Missing argument 'JOB_ID'.",
                "jobs wait 1 --for ever|'ever' is not one of 'terminal', 'cleaned'.",
                "jobs wait 1 --timeout soon|'soon' is not a duration",
                "jobs explain|Missing argument 'JOB_ID'.",
                "completion tcsh|'tcsh' is not one of 'bash', 'zsh', 'fish'.",
                "show-gpus V100:none|it must be a positive number.",
                "ssh|Pools need no set-up and no tear-down here",
                "ssh list|To see what there is: sky check ssh"
            })
    void itIsSaidInOneSentence(String words, String sentence) {
        Outcome outcome = shell().run(words.split(" ", -1));
        assertThat(outcome.err()).startsWith("Error: ").contains(sentence);
        assertThat(outcome.err().lines()).hasSize(2);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void everyCommandHasHelp() {
        for (CommandTable.Entry entry : CommandTable.ENTRIES) {
            Outcome outcome = shell().run((entry.words() + " --help").split(" ", -1));
            assertThat(outcome.code()).as(entry.words()).isZero();
            assertThat(outcome.out()).as(entry.words()).startsWith("Usage: sky " + entry.words());
        }
        assertThat(shell().run("--help").out()).contains("sky jobs launch", "sky status");
        assertThat(shell().run("jobs", "-h").out()).contains("sky jobs queue");
        assertThat(shell().run().code()).isZero();
        assertThat(shell().run("jobs")).isEqualTo(shell().run("jobs", "-h"));
    }

    @Test
    void commandsThatPoolsNeedElsewhereDoNothingAndSaySo() {
        for (String words : new String[] {"ssh up", "ssh up --infra lab -f x.yaml", "ssh down"}) {
            Outcome outcome = shell().run(words.split(" ", -1));
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).contains("sky check ssh").hasLineCount(1);
        }
        assertThat(shell().run("--help").out()).doesNotContain("sky ssh");
    }

    @Test
    void completionKnowsEveryCommandAndFlag() {
        String bash = shell().run("completion", "bash").out();
        assertThat(bash).contains("'jobs launch'", "--detach-run", "'api'", "complete ");
        String fish = shell().run("completion", "fish").out();
        assertThat(fish).contains("-a launch", "-l env-file");
        assertThat(shell().run("completion", "zsh").out()).startsWith("autoload");
    }

    private TestShell shell() {
        return new TestShell(
                directory,
                () -> {
                    throw new AssertionError("no server may be asked");
                });
    }
}
