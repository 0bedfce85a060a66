package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.SshTrouble.Kind;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How lines of the SSH configuration are cut into words, and words into files and values. */
final class SshWords {
    private SshWords() {}

    /** The words of a line: {@code key value...} or {@code key=value}; none of a comment. */
    static List<String> split(String text, String place) throws SshTroubleException {
        var words = new ArrayList<String>();
        var line = text.strip();
        if (line.isEmpty() || line.startsWith("#")) {
            return words;
        }
        var keyEnd = keyEnd(line);
        words.add(line.substring(0, keyEnd));
        var word = new StringBuilder();
        var quoted = false;
        var begun = false;
        for (var c : rest(line).toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (quoted) {
            throw new SshTroubleException(Kind.SETTINGS, place + ": a quote is not closed.");
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /** What follows the key of a line. */
    static String rest(String text) {
        var line = text.strip();
        var rest = line.substring(keyEnd(line)).strip();
        return rest.startsWith("=") ? rest.substring(1).strip() : rest;
    }

    private static int keyEnd(String line) {
        var end = 0;
        while (end < line.length()
                && !Character.isWhitespace(line.charAt(end))
                && line.charAt(end) != '=') {
            end++;
        }
        return end;
    }

    /** Replaces {@code %} and a letter; what has no value stays. */
    static String filled(String text, Map<Character, String> values) {
        var filled = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '%' && i + 1 < text.length()) {
                var letter = text.charAt(++i);
                filled.append(letter == '%' ? "%" : values.getOrDefault(letter, "%" + letter));
            } else {
                filled.append(c);
            }
        }
        return filled.toString();
    }

    /** A file of the user: {@code ~} is the home, and a relative one is in {@code ~/.ssh}. */
    static Path file(String text, Path home) {
        if (text.equals("~") || text.startsWith("~/")) {
            return home.resolve(text.substring(Math.min(2, text.length())));
        }
        return home.resolve(".ssh").resolve(text);
    }

    /** The files that a name with {@code *}, {@code ?} or {@code []} stands for, in order. */
    static List<Path> files(String text, Path home) {
        var file = file(text, home);
        var folder = file.getParent();
        var name = file.getFileName();
        if (folder == null || name == null || !text.matches(".*[*?\\[].*")) {
            return List.of(file);
        }
        var wanted = FileSystems.getDefault().getPathMatcher("glob:" + name);
        try (var all = Files.list(folder)) {
            return all.filter(one -> wanted.matches(one.getFileName())).sorted().toList();
        } catch (IOException missing) {
            return List.of();
        }
    }
}
