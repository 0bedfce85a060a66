package io.skyjobs.app.cli.files;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A glob as git understands it, turned into a regular expression over paths: {@code *} and {@code
 * ?} stay within a name, {@code **} alone between slashes goes over any number of directories.
 */
final class GlobText {
    private static final Map<String, String> CLASSES =
            Map.ofEntries(
                    Map.entry("alnum", "\\p{Alnum}"),
                    Map.entry("alpha", "\\p{Alpha}"),
                    Map.entry("blank", "\\p{Blank}"),
                    Map.entry("cntrl", "\\p{Cntrl}"),
                    Map.entry("digit", "\\p{Digit}"),
                    Map.entry("graph", "\\p{Graph}"),
                    Map.entry("lower", "\\p{Lower}"),
                    Map.entry("print", "\\p{Print}"),
                    Map.entry("punct", "\\p{Punct}"),
                    Map.entry("space", "\\p{Space}"),
                    Map.entry("upper", "\\p{Upper}"),
                    Map.entry("xdigit", "\\p{XDigit}"));

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;

    private GlobText(String glob) {
        this.glob = glob;
    }

    /** The expression; empty for a glob that can match nothing, such as one cut off in a class. */
    static Optional<Pattern> pattern(String glob) {
        GlobText text = new GlobText(glob);
        return text.read()
                ? Optional.of(Pattern.compile(text.regex.toString(), Pattern.DOTALL))
                : Optional.empty();
    }

    private boolean read() {
        while (at < glob.length()) {
            char next = glob.charAt(at);
            switch (next) {
                case '*' -> stars();
                case '?' -> {
                    regex.append("[^/]");
                    at++;
                }
                case '[' -> {
                    if (!bracket()) {
                        return false;
                    }
                }
                case '\\' -> {
                    if (at + 1 == glob.length()) {
                        return false;
                    }
                    literal(at + 1);
                }
                default -> literal(at);
            }
        }
        return true;
    }

    private void literal(int from) {
        int character = glob.codePointAt(from);
        regex.append(Pattern.quote(Character.toString(character)));
        at = from + Character.charCount(character);
    }

    private void stars() {
        int from = at;
        while (at < glob.length() && glob.charAt(at) == '*') {
            at++;
        }
        boolean begins = from == 0 || glob.charAt(from - 1) == '/';
        boolean ends = at == glob.length() || glob.charAt(at) == '/';
        if (at - from < 2 || !begins || !ends) {
            regex.append("[^/]*");
        } else if (at == glob.length()) {
            regex.append(".*");
        } else {
            regex.append("(?:.*/)?");
            at++;
        }
    }

    /** A class of characters, none of which is a slash. */
    private boolean bracket() {
        at++;
        boolean negated = at < glob.length() && (glob.charAt(at) == '!' || glob.charAt(at) == '^');
        at += negated ? 1 : 0;
        StringBuilder set = new StringBuilder();
        for (boolean first = true; ; first = false) {
            if (at >= glob.length()) {
                return false;
            }
            if (glob.charAt(at) == ']' && !first) {
                at++;
                break;
            }
            if (glob.startsWith("[:", at)) {
                int end = glob.indexOf(":]", at + 2);
                String name = end < 0 ? "" : glob.substring(at + 2, end);
                if (!CLASSES.containsKey(name)) {
                    return false;
                }
                set.append(CLASSES.get(name));
                at = end + 2;
            } else if (!range(set)) {
                return false;
            }
        }
        regex.append("(?!/)");
        if (set.isEmpty()) {
            regex.append(negated ? "." : "(?!)");
        } else {
            regex.append(negated ? "[^" : "[").append(set).append(']');
        }
        return true;
    }

    private boolean range(StringBuilder set) {
        int low = character();
        boolean isRange =
                at + 1 < glob.length() && glob.charAt(at) == '-' && glob.charAt(at + 1) != ']';
        int high = low;
        if (low >= 0 && isRange) {
            at++;
            high = character();
        }
        if (low < 0 || high < 0) {
            return false;
        }
        if (low <= high) {
            set.append(escaped(low)).append('-').append(escaped(high));
        }
        return true;
    }

    private int character() {
        if (glob.charAt(at) == '\\') {
            at++;
        }
        if (at >= glob.length()) {
            return -1;
        }
        int character = glob.codePointAt(at);
        at += Character.charCount(character);
        return character;
    }

    private static String escaped(int character) {
        return String.format("\\x{%X}", character);
    }
}
