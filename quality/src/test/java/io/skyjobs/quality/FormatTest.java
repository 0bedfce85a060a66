package io.skyjobs.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;

/**
 * Every Java file looks as the formatter would leave it. A test and not a plugin, because a test
 * runs on the JDK whose syntax the sources use, whatever runs Maven.
 */
class FormatTest {
    private final Formatter formatter =
            new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());

    @Test
    void everyJavaFileIsFormatted() throws IOException, FormatterException {
        var fix = Boolean.getBoolean("format.fix");
        var unformatted = new ArrayList<String>();
        for (var file : Sources.java()) {
            var text = Files.readString(file);
            var formatted = format(text);
            if (formatted.equals(text)) {
                continue;
            }
            if (fix) {
                Files.writeString(file, formatted);
            } else {
                unformatted.add(Sources.shortName(file));
            }
        }
        assertThat(unformatted)
                .as("mend with: ./mvnw test -pl quality -am -Dformat.fix=true")
                .isEmpty();
    }

    private String format(String text) throws FormatterException {
        var ordered = ImportOrderer.reorderImports(text, Style.AOSP);
        return formatter.formatSource(RemoveUnusedImports.removeUnusedImports(ordered));
    }
}
