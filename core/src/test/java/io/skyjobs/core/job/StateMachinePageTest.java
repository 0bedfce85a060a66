package io.skyjobs.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes {@code docs/state-machine.md} from the machine itself and objects when the page in the tree
 * is another; {@code -Ddocs.fix=true} writes it.
 */
class StateMachinePageTest {
    @Test
    void thePageSaysWhatTheMachineDoes() throws IOException {
        Path page = Path.of("..", "docs", "state-machine.md");
        String made = page();
        if (Boolean.getBoolean("docs.fix")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, made);
        }
        assertThat(Files.readString(page))
                .as("docs/state-machine.md; write it anew with -Ddocs.fix=true")
                .isEqualTo(made);
    }

    private static String page() {
        StringBuilder text = new StringBuilder();
        text.append("# States of a task\n\n");
        text.append("Made from `JobStateMachine` by `StateMachinePageTest`; do not edit.\n\n");
        text.append(
                "| state | shown as | event | next state | shown as |\n|---|---|---|---|---|\n");
        for (Map.Entry<String, TaskState> entry : Samples.states().entrySet()) {
            for (JobEvent event : Samples.events(entry.getValue())) {
                row(text, entry.getKey(), entry.getValue(), event);
            }
        }
        text.append("\nWhatever is not listed is refused.\n");
        StoragePage.append(text);
        reasons(text);
        return text.toString();
    }

    private static void row(StringBuilder text, String name, TaskState state, JobEvent event) {
        try {
            TaskState next = JobStateMachine.next(state, event);
            text.append(
                    "| %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    name,
                                    state.status(),
                                    event.getClass().getSimpleName(),
                                    next.getClass().getSimpleName(),
                                    next.status()));
        } catch (JobStateMachine.IllegalTransition refused) {
            // Not a row: the page lists what is possible.
        }
    }

    private static void reasons(StringBuilder text) {
        text.append("\n# Reason codes\n\n| code | meaning |\n|---|---|\n");
        for (ReasonCode code : ReasonCode.values()) {
            text.append("| `%s` | %s |%n".formatted(code, code.sentence()));
        }
    }
}
