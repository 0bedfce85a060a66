package io.skyjobs.app.server.traces;

import io.skyjobs.app.GeneratedPage;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/** Makes {@code docs/traces.md} from the code; {@code -Ddocs.fix=true} writes it. */
class TracesPageTest {
    @Test
    void thePageListsEverySpanAndAttribute() throws IOException {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Traces

                        Made from the code by a test; `-Ddocs.fix=true` writes it anew. How to switch them on is in the user guide.

                        Each attempt of a job is a trace of its own, or a part of the caller's when the submit carried a `traceparent`. It is
                        sent when the launch is over, from what is stored; its ids are made of the installation, the job, the task and the
                        attempt, so that a trace that is sent again is the same one. An attempt that follows another has a link to it.
                        How long the choice of a place takes is not stored, so it has no span: it is the end of `wait`.

                        | span | what it is |
                        |---|---|
                        """);
        for (Phase phase : Phase.values()) {
            page.append("| `%s` | %s |%n".formatted(phase.title(), phase.about()));
        }
        page.append("\n| attribute | what it holds |\n|---|---|\n");
        for (Fact fact : Fact.values()) {
            page.append("| `%s` | %s |%n".formatted(fact.key(), GeneratedPage.cell(fact.about())));
        }
        new GeneratedPage("traces.md").mustBe(page.toString());
    }
}
