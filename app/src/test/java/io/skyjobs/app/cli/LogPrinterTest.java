package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Lines of nodes with their prefixes, whatever pieces the bytes come in. */
class LogPrinterTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void everyLineHasItsPrefixInWhateverPiecesItComes() {
        byte[] log = "one\ntwo ü\n\nfour\r\nlast".getBytes(StandardCharsets.UTF_8);
        for (long seed = 0; seed < 200; seed++) {
            shown.reset();
            feed(printer(seed % 2 == 0).source("(p) "), log, new SplittableRandom(seed));
            assertThat(text())
                    .as("seed %d", seed)
                    .isEqualTo("(p) one\n(p) two ü\n(p) \n(p) four\r\n(p) last\n");
        }
    }

    @Test
    void progressStaysOnItsLine() {
        byte[] log = "10%\r50%\r100%\ndone\n".getBytes(StandardCharsets.UTF_8);
        for (long seed = 0; seed < 200; seed++) {
            shown.reset();
            feed(printer(seed % 2 == 0).source("(p) "), log, new SplittableRandom(seed));
            assertThat(text())
                    .as("seed %d", seed)
                    .isEqualTo("(p) 10%\r(p) 50%\r(p) 100%\n(p) done\n");
        }
    }

    @Test
    void aSingleNodeShowsAnUnfinishedLineAtOnce() {
        LogPrinter.Source source = printer(true).source("(p) ");
        write(source, "Loading");
        assertThat(text()).isEqualTo("(p) Loading");
        write(source, "...\r");
        assertThat(text()).isEqualTo("(p) Loading...\r");
        write(source, "\nnext\n");
        assertThat(text()).isEqualTo("(p) Loading...\r\n(p) next\n");
    }

    @Test
    void severalNodesInterleaveByLinesOnly() {
        LogPrinter printer = printer(false);
        LogPrinter.Source head = printer.source("(head) ");
        LogPrinter.Source worker = printer.source("(worker) ");
        write(head, "first ");
        write(worker, "other\nhal");
        write(head, "line\n");
        write(worker, "f");
        head.close();
        worker.close();
        assertThat(text()).isEqualTo("(worker) other\n(head) first line\n(worker) half\n");
    }

    private static void feed(LogPrinter.Source source, byte[] log, SplittableRandom random) {
        int at = 0;
        while (at < log.length) {
            int length = random.nextInt(1, log.length - at + 1);
            byte[] piece = new byte[length];
            System.arraycopy(log, at, piece, 0, length);
            source.write(piece, length);
            at += length;
        }
        source.close();
    }

    private static void write(LogPrinter.Source source, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        source.write(bytes, bytes.length);
    }

    private LogPrinter printer(boolean alone) {
        Terminal plain =
                new Terminal(shown, shown, InputStream.nullInputStream(), false, false, false);
        return new LogPrinter(
                (bytes, from, length) -> shown.write(bytes, from, length), plain, alone);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
