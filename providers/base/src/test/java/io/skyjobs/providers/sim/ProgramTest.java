package io.skyjobs.providers.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a virtual machine makes of a script. */
class ProgramTest {
    @Test
    void itReadsWhatItUnderstands() {
        var program =
                Program.of(
                        "cd /tmp\necho \"one\"\n  sleep 1.5\necho two\nsleep 2m\nexit 3\necho no\n");

        assertThat(program.length()).isEqualTo(Duration.ofMillis(121_500));
        assertThat(program.exitCode()).isEqualTo(3);
        assertThat(text(program, 1)).isEqualTo("one\n");
        assertThat(text(program, 200)).isEqualTo("one\ntwo\n");
    }

    @Test
    void aVerdictOutranksTheScript() {
        var program = Program.of("# sim: runs 30m exit 7\npython train.py\nsleep 5\n");

        assertThat(program.length()).isEqualTo(Duration.ofMinutes(30));
        assertThat(program.exitCode()).isEqualTo(7);
    }

    @Test
    void itsEssenceIsTheSameProgram() {
        var script = "set -e\necho hello\nfor i in 1 2; do true; done\nsleep 10\nexit 2\n";

        var essence = Program.of(script).essence();
        assertThat(essence).isEqualTo("echo hello\nsleep 10\nexit 2");
        assertThat(Program.of(essence)).isEqualTo(Program.of(script));
    }

    private static String text(Program program, int seconds) {
        return new String(program.printedBy(Duration.ofSeconds(seconds)), StandardCharsets.UTF_8);
    }
}
