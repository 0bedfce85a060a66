package io.skyjobs.app.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command reads and writes. Output and errors are UTF-8; colours appear only where a person
 * looks at them. Safe for use from many threads, line by line.
 */
final class Terminal {
    /** What a piece of text means; how that looks is the terminal's business. */
    enum Style {
        PLAIN(""),
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        BLUE("34"),
        MAGENTA("35"),
        CYAN("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final PrintStream err;
    private final InputStream in;
    private final boolean outputIsScreen;
    private final boolean inputIsKeyboard;
    private final boolean colours;
    private boolean transientLine;

    /**
     * @param outputIsScreen whether a person looks at the output
     * @param inputIsKeyboard whether a person can answer
     * @param colours whether styles are shown
     */
    Terminal(
            OutputStream out,
            OutputStream err,
            InputStream in,
            boolean outputIsScreen,
            boolean inputIsKeyboard,
            boolean colours) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.in = in;
        this.outputIsScreen = outputIsScreen;
        this.inputIsKeyboard = inputIsKeyboard;
        this.colours = colours;
    }

    /** The terminal of this process. */
    static Terminal ofProcess(Map<String, String> environment) {
        boolean screen = isScreen(1);
        boolean colours =
                screen
                        && environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 8192),
                new FileOutputStream(FileDescriptor.err),
                System.in,
                screen,
                isScreen(0),
                colours);
    }

    /** A terminal that goes nowhere and shows no styles, to measure text with. */
    static Terminal plain() {
        return new Terminal(
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                InputStream.nullInputStream(),
                false,
                false,
                false);
    }

    /** Whether a person looks at the output. */
    boolean isScreen() {
        return outputIsScreen;
    }

    /** A line of output. */
    synchronized void line(String text) {
        clearTransient();
        out.print(text);
        out.print('\n');
    }

    /** Text as it is, without a line feed of its own. */
    synchronized void text(String text) {
        clearTransient();
        out.print(text);
    }

    /** Bytes as they are. */
    synchronized void bytes(byte[] bytes, int from, int length) {
        clearTransient();
        out.write(bytes, from, length);
    }

    /** A line of errors and hints. */
    synchronized void error(String text) {
        clearTransient();
        out.flush();
        err.print(text + "\n");
    }

    /** Shows a line that the next output replaces; nothing where nobody looks. */
    synchronized void waiting(String text) {
        if (outputIsScreen) {
            clearTransient();
            out.print(styled(Style.CYAN, text));
            out.flush();
            transientLine = true;
        }
    }

    /** Removes the line of {@link #waiting}. */
    synchronized void waitingOver() {
        clearTransient();
        out.flush();
    }

    /** Makes everything written so far visible. */
    synchronized void flush() {
        out.flush();
    }

    /** Whether nobody takes the output any more, as after {@code | head}. */
    boolean broken() {
        return out.checkError();
    }

    /** Text in a style, where styles are shown. */
    String styled(Style style, String text) {
        return colours && style != Style.PLAIN && !text.isEmpty()
                ? "\u001b[" + style.code + "m" + text + "\u001b[0m"
                : text;
    }

    /**
     * Asks and reads one line. Empty when there is nobody to answer.
     *
     * @param question ends with a blank
     */
    Optional<String> ask(String question) throws IOException {
        return ask(question, out);
    }

    /** As {@link #ask}, but beside the output, which is for a program. */
    Optional<String> askAside(String question) throws IOException {
        return ask(question, err);
    }

    /** As {@link #ask}, but what is typed is not shown. */
    Optional<String> askSecret(String question) throws IOException {
        if (!inputIsKeyboard) {
            return ask(question, err);
        }
        flush();
        return Optional.ofNullable(System.console())
                // Else it would be shown while it is typed.
                .filter(java.io.Console::isTerminal)
                .map(console -> console.readPassword("%s", question))
                .map(String::new);
    }

    private Optional<String> ask(String question, PrintStream where) throws IOException {
        clearTransient();
        out.flush();
        where.print(question);
        where.flush();
        StringBuilder answer = new StringBuilder();
        int next = in.read();
        if (next < 0) {
            where.print('\n');
            where.flush();
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            answer.append((char) next);
            next = in.read();
        }
        if (!inputIsKeyboard) {
            // Nobody typed the line feed that would have ended the question's line.
            where.print('\n');
        }
        return Optional.of(answer.toString().strip());
    }

    private void clearTransient() {
        if (transientLine) {
            out.print("\r\u001b[2K");
            transientLine = false;
        }
    }

    /** Whether a file descriptor is a terminal, without loading the JDK's console. */
    private static boolean isScreen(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/")
                        || target.startsWith("/dev/tty")
                        || target.equals("/dev/console");
            }
        } catch (IOException noProcFileSystem) {
            // Ask the JDK below.
        }
        return Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    }
}
