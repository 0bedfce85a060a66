package io.skyjobs.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of {@code docs/} that is made from the code; {@code -Ddocs.fix=true} writes it.
 *
 * @param name file name
 */
public record GeneratedPage(String name) {
    /** Objects when the page in the tree is another than this. */
    public void mustBe(String made) throws IOException {
        Path page = Path.of("..", "docs", name);
        if (Boolean.getBoolean("docs.fix")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, made);
        }
        assertThat(Files.exists(page) ? Files.readString(page) : "")
                .as("docs/%s; write it anew with -Ddocs.fix=true", name)
                .isEqualTo(made);
    }

    /** A text that is safe in a cell of a table. */
    public static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
