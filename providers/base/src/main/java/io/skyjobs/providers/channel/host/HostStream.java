package io.skyjobs.providers.channel.host;

import io.skyjobs.providers.channel.host.HostScript.Mode;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.ClusterName;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One held stream to the program on a host. Many requests may be under way at once; when one is not
 * answered in time, or something comes that is no answer, the stream ends and with it all of them.
 * Safe for use from many threads.
 */
final class HostStream implements AutoCloseable {
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_NOISE = 1 << 20;
    private static final int MOST_BYTES = 64 << 20;
    private static final int ERRORS_KEPT = 400;
    private static final Duration ERRORS_LATE = Duration.ofSeconds(2);

    /** Nothing to write is the end of what is to be written. */
    private static final byte[] LAST = new byte[0];

    private final String title;
    private final RemoteProcess process;
    private final String mark;
    private final Consumer<ClusterName> hints;
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final BlockingQueue<byte[]> writes = new LinkedBlockingQueue<>();
    private final AtomicLong ids = new AtomicLong();
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    /** Why it ended, once it did. */
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private final CompletableFuture<String> allErrors = new CompletableFuture<>();

    private HostStream(
            String title, RemoteProcess process, String mark, Consumer<ClusterName> hints) {
        this.title = title;
        this.process = process;
        this.mark = mark;
        this.hints = hints;
    }

    private record Waiting(CompletableFuture<HostReply> reply, List<String> parts) {}

    /** What a stream is opened with. */
    record Opening(
            HostConnection connection,
            Mode mode,
            Consumer<ClusterName> hints,
            HostSettings settings) {}

    /**
     * Starts the program on the host and waits until it serves.
     *
     * @throws ChannelException when it does not; its sentence says why
     */
    static HostStream open(Opening opening) throws ChannelException {
        var settings = opening.settings();
        var mark = String.format("skyjobs-%016x", settings.random().nextLong());
        var process = opening.connection().start(HostScript.command(mark, opening.mode()));
        var stream = new HostStream(opening.connection().title(), process, mark, opening.hints());
        settings.threads().execute(stream::readErrors);
        settings.threads().execute(stream::read);
        settings.threads().execute(stream::write);
        try {
            stream.ready.get(settings.limits().open().toNanos(), TimeUnit.NANOSECONDS);
            return stream;
        } catch (TimeoutException late) {
            var sentence =
                    stream.title
                            + " did not begin to serve within "
                            + settings.limits().open().toSeconds()
                            + " s: its login may wait for something.";
            stream.end(sentence);
            throw new ChannelException(sentence, late);
        } catch (ExecutionException failed) {
            throw new ChannelException(stream.reason(), failed);
        } catch (InterruptedException stopped) {
            stream.close();
            Thread.currentThread().interrupt();
            throw new ChannelException(
                    "Interrupted while " + stream.title + " was asked.", stopped);
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @param request lines without the number of the first one, each ended by a line feed
     * @throws StreamEndedException when the stream ended before the answer came
     * @throws ChannelException when the answer did not come in time
     */
    HostReply ask(String request, Duration limit) throws StreamEndedException, ChannelException {
        var id = ids.incrementAndGet();
        var mine = new Waiting(new CompletableFuture<>(), new ArrayList<>());
        waiting.put(id, mine);
        writes.add((id + " " + request).getBytes(StandardCharsets.US_ASCII));
        try {
            if (ended.isDone()) {
                throw new StreamEndedException(reason());
            }
            return mine.reply().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            var sentence = title + " did not answer within " + limit.toSeconds() + " s.";
            end(sentence);
            throw new ChannelException(sentence, late);
        } catch (ExecutionException failed) {
            throw new StreamEndedException(reason());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ChannelException("Interrupted while " + title + " was asked.", stopped);
        } finally {
            waiting.remove(id);
        }
    }

    boolean isOpen() {
        return !ended.isDone();
    }

    /** Waits until it has ended. */
    void awaitEnd() throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }

    private String reason() {
        return ended.getNow(title + " could not be asked.");
    }

    private void write() {
        try {
            for (var next = writes.take(); next.length > 0; next = writes.take()) {
                process.input().write(next);
                if (writes.isEmpty()) {
                    process.input().flush();
                }
            }
        } catch (IOException broken) {
            end(title + " takes no more requests: " + broken.getMessage());
        } catch (InterruptedException stopped) {
            end("Interrupted while " + title + " was asked.");
        }
    }

    /** Without a reader, the host's program would wait once it had said too much. */
    private void readErrors() {
        var last = "";
        var buffer = new byte[1024];
        try {
            for (var count = 0; count >= 0; count = process.errors().read(buffer)) {
                var all = last + new String(buffer, 0, count, StandardCharsets.UTF_8);
                last = all.substring(Math.max(0, all.length() - ERRORS_KEPT));
            }
        } catch (IOException broken) {
            // The other stream says so too.
        } finally {
            allErrors.complete(last);
        }
    }

    private void read() {
        var input = new LineInput(process.output(), LONGEST_LINE);
        try {
            if (!skipNoise(input)) {
                end(neverServed());
                return;
            }
            writes.add(HostScript.program(mark));
            for (var line = input.line(); line.isPresent(); line = input.line()) {
                heard(line.get(), input);
            }
            end(ready.isDone() ? title + " ended the stream." : neverServed());
        } catch (IOException | IllegalArgumentException broken) {
            end("The stream to " + title + " broke: " + broken.getMessage());
        }
    }

    /** What a login prints before our program begins, such as the words of a {@code .bashrc}. */
    private boolean skipNoise(LineInput input) throws IOException {
        var noise = 0;
        for (var line = input.line(); line.isPresent(); line = input.line()) {
            if (line.get().strip().endsWith(mark)) {
                return true;
            }
            noise += line.get().length();
            if (noise > MOST_NOISE) {
                throw new IOException("its login prints more than " + MOST_NOISE + " bytes");
            }
        }
        return false;
    }

    /** Its errors end about when its output does, but come by another way. */
    private String neverServed() {
        var said =
                allErrors
                        .completeOnTimeout("", ERRORS_LATE.toNanos(), TimeUnit.NANOSECONDS)
                        .join()
                        .strip()
                        .lines()
                        .reduce((first, last) -> last)
                        .orElse("");
        return title + " did not run our program with sh" + (said.isEmpty() ? "." : ": " + said);
    }

    private void heard(String line, LineInput input) throws IOException {
        var words = line.split(" ", 3);
        switch (words[0]) {
            case "E" -> hints.accept(new ClusterName(words[1]));
            case "P" -> of(words).ifPresent(found -> found.parts().add(rest(words)));
            case "R" -> answered(words);
            case "L" -> {
                var count = Integer.parseInt(rest(words));
                if (count < 0 || count > MOST_BYTES) {
                    throw new IOException("it offers " + count + " bytes");
                }
                var bytes = input.bytes(count);
                of(words).ifPresent(found -> found.reply().complete(HostReply.of(bytes)));
            }
            case "H" -> greeted(line);
            default -> throw new IOException("it says what is no answer");
        }
    }

    private void greeted(String line) {
        if (line.equals("H ok")) {
            ready.complete(line);
        } else {
            end(title + " cannot have nodes: " + line.substring("H no ".length()));
        }
    }

    private void answered(String[] words) {
        var text = rest(words);
        of(words).ifPresent(found -> found.reply().complete(HostReply.of(text, found.parts())));
    }

    private Optional<Waiting> of(String[] words) {
        // Nobody waits any more for what was asked by a thread that was interrupted.
        return Optional.ofNullable(waiting.get(Long.parseLong(words[1])));
    }

    private static String rest(String[] words) {
        if (words.length < 3) {
            throw new IllegalArgumentException("it says half of an answer");
        }
        return words[2];
    }

    private void end(String sentence) {
        if (ended.complete(sentence)) {
            process.close();
            writes.add(LAST);
            var over = new StreamEndedException(sentence);
            ready.completeExceptionally(over);
            waiting.values().forEach(each -> each.reply().completeExceptionally(over));
        }
    }

    @Override
    public void close() {
        end("The connection to " + title + " was closed.");
    }
}
