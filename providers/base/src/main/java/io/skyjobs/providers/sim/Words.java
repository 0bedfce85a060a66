package io.skyjobs.providers.sim;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/** One line of words, written in order and read in the same order. Not safe for many threads. */
final class Words {
    private final StringBuilder line = new StringBuilder();
    private final String[] read;
    private int next;

    /** An empty line, to write. */
    Words() {
        this.read = new String[0];
    }

    /** A written line, to read. */
    Words(String written) {
        this.read = written.split(" ", -1);
    }

    Words add(String word) {
        if (!line.isEmpty()) {
            line.append(' ');
        }
        line.append(URLEncoder.encode(word, StandardCharsets.UTF_8));
        return this;
    }

    Words add(long number) {
        return add(Long.toString(number));
    }

    Words add(boolean flag) {
        return add(flag ? "yes" : "no");
    }

    /** Instants keep their milliseconds. */
    Words add(Instant at) {
        return add(at.toEpochMilli());
    }

    /** Whether there is something; what it is must follow. */
    Words addPresence(Optional<?> something) {
        return add(something.isPresent());
    }

    String text() {
        if (next >= read.length) {
            throw new NoSuchElementException("the line ends too early");
        }
        return URLDecoder.decode(read[next++], StandardCharsets.UTF_8);
    }

    long number() {
        return Long.parseLong(text());
    }

    int count() {
        return Integer.parseInt(text());
    }

    boolean flag() {
        return text().equals("yes");
    }

    Instant instant() {
        return Instant.ofEpochMilli(number());
    }

    /** What was written after {@link #addPresence}. */
    <T> Optional<T> optional(Function<Words, T> reader) {
        return flag() ? Optional.of(reader.apply(this)) : Optional.empty();
    }

    /** A list that was written after its size. */
    <T> List<T> list(Function<Words, T> reader) {
        var size = count();
        var items = new ArrayList<T>(size);
        for (var index = 0; index < size; index++) {
            items.add(reader.apply(this));
        }
        return items;
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
