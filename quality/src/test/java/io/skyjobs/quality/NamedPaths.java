package io.skyjobs.quality;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds, in the code spans of a page, what can only be meant as a path of this repository. */
final class NamedPaths {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern CODE_SPAN = Pattern.compile("`([^`\n]+)`");
    private static final Pattern PLAIN = Pattern.compile("(\\./)?[\\w.-]+(/[\\w.-]+)*/?");
    private static final Pattern OWN_FOLDER =
            Pattern.compile(
                    "(\\./|\\.ci/|app/|bench/|core/|dist/|docs/|examples/|picocli25/|providers/"
                            + "|quality/|spi/|testkit/).*");
    private static final Pattern PAGE_OR_SOURCE = Pattern.compile(".*\\.(md|java)");

    private NamedPaths() {}

    static Set<String> in(String page) {
        var paths = new LinkedHashSet<String>();
        var fenced = FENCE.matcher(page);
        while (fenced.find()) {
            addWords(fenced.group(), paths);
        }
        var spans = CODE_SPAN.matcher(fenced.replaceAll(""));
        while (spans.find()) {
            addWords(spans.group(1), paths);
        }
        return paths;
    }

    private static void addWords(String code, Set<String> paths) {
        for (var word : code.split("[\\s,;:()\"'=]+", -1)) {
            var namesOne =
                    OWN_FOLDER.matcher(word).matches() || PAGE_OR_SOURCE.matcher(word).matches();
            // What the build makes is not there before it ran.
            if (namesOne && PLAIN.matcher(word).matches() && !word.contains("target/")) {
                paths.add(word);
            }
        }
    }
}
