package io.skyjobs.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables in a file: {@code KEY=value}, one a line, with {@code #} comments, {@code export}, and
 * values in single quotes (as they are) or double quotes (with {@code \n}, {@code \"} and {@code
 * \\}). Nothing is substituted.
 */
final class DotenvFile {
    private static final Pattern LINE =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");

    private DotenvFile() {}

    /**
     * Reads it.
     *
     * @param name the file as the user named it
     */
    static Map<String, String> read(String text, String name) throws UsageProblem {
        Map<String, String> variables = new LinkedHashMap<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher match = LINE.matcher(line);
            if (!match.matches()) {
                throw new UsageProblem(
                        name + ":" + number + ": this line is not of the form KEY=value.");
            }
            variables.put(match.group(1), value(match.group(2), name, number));
        }
        return variables;
    }

    private static String value(String raw, String name, int number) throws UsageProblem {
        if (raw.startsWith("'") || raw.startsWith("\"")) {
            char quote = raw.charAt(0);
            int end = closing(raw, quote);
            if (end < 0) {
                throw new UsageProblem(name + ":" + number + ": a quote is not closed.");
            }
            String inside = raw.substring(1, end);
            return quote == '\'' ? inside : unescaped(inside);
        }
        int comment = raw.indexOf(" #");
        return (comment < 0 ? raw : raw.substring(0, comment)).strip();
    }

    private static int closing(String raw, char quote) {
        for (int i = 1; i < raw.length(); i++) {
            if (raw.charAt(i) == '\\' && quote == '"') {
                i++;
            } else if (raw.charAt(i) == quote) {
                return i;
            }
        }
        return -1;
    }

    private static String unescaped(String text) {
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '\\' && i + 1 < text.length()) {
                i++;
                char escaped = text.charAt(i);
                value.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
            } else {
                value.append(next);
            }
        }
        return value.toString();
    }
}
