package io.skyjobs.core.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Texts of JSON and of instants read back as what was written. */
final class JsonTest {
    @Test
    void anyValueReadsBackEqual() {
        for (long seed = 0; seed < 5000; seed++) {
            Map<String, Object> object = object(new SplittableRandom(seed), 0);
            String text = JsonWriter.write(object);
            assertThat(JsonReader.object(text, "value")).as("seed " + seed).isEqualTo(object);
            assertThat(text.codePoints())
                    .as("UTF-8 can carry it, seed " + seed)
                    .noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
        }
    }

    private static Map<String, Object> object(SplittableRandom random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int size = random.nextInt(4); size > 0; size--) {
            object.put(text(random), value(random, depth + 1));
        }
        return object;
    }

    private static Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 4 ? 4 : 6)) {
            case 0 -> text(random);
            case 1 -> random.nextBoolean() ? random.nextLong() : (long) random.nextInt(10);
            case 2 -> finite(random);
            case 3 -> random.nextBoolean();
            case 4 -> object(random, depth);
            default -> {
                List<Object> array = new ArrayList<>();
                for (int size = random.nextInt(4); size > 0; size--) {
                    array.add(value(random, depth + 1));
                }
                yield array;
            }
        };
    }

    private static double finite(SplittableRandom random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(any) ? any : 0.5;
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int size = random.nextInt(6); size > 0; size--) {
            text.append(
                    switch (random.nextInt(4)) {
                        case 0 -> (char) random.nextInt(128);
                        case 1 -> (char) (0xD800 + random.nextInt(0x800));
                        default -> (char) random.nextInt(0x10000);
                    });
        }
        return text.toString();
    }

    @Test
    void whatIsNotOneObjectIsRefused() {
        List<String> wrong =
                List.of(
                        "",
                        " ",
                        "7",
                        "[]",
                        "{",
                        "{}x",
                        "{} {}",
                        "{\"a\"}",
                        "{\"a\":}",
                        "{a:1}",
                        "{\"a\":1,}",
                        "{\"a\":tru}",
                        "{\"a\":1e999}",
                        "{\"a\":--1}",
                        "{\"a\":99999999999999999999}",
                        "{\"a\":\"\\x\"}",
                        "{\"a\":\"\\u12\"}",
                        "{\"a\":[null]}",
                        "{\"a\":" + "[".repeat(100_000));
        for (String text : wrong) {
            assertThatThrownBy(() -> JsonReader.object(text, "thing"))
                    .as(text.substring(0, Math.min(20, text.length())))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("The stored thing is damaged: expected ");
        }
    }

    @Test
    void nullIsAFieldThatIsNotThere() {
        assertThat(JsonReader.object(" { \"a\" : null , \"b\" : 1 } ", "thing"))
                .isEqualTo(Map.of("b", 1L));
    }

    @Test
    void instantsReadBackEqualAndAsTheLibraryReadsThem() {
        SplittableRandom random = new SplittableRandom(3);
        for (int draw = 0; draw < 20_000; draw++) {
            Instant instant =
                    Instant.ofEpochSecond(
                            random.nextLong(-70_000_000_000L, 260_000_000_000L),
                            random.nextInt(1_000_000_000));
            for (ChronoUnit unit :
                    List.of(ChronoUnit.NANOS, ChronoUnit.MICROS, ChronoUnit.SECONDS)) {
                Instant cut = instant.truncatedTo(unit);
                assertThat(InstantText.read(InstantText.write(cut))).isEqualTo(cut);
            }
        }
        for (String text :
                List.of(
                        "2026-11-25T08:00:00.1Z",
                        "2024-02-29T23:59:59Z",
                        "2026-11-25T24:00:00Z",
                        "2026-12-31T23:59:60Z",
                        "0000-03-01T00:00:00Z",
                        "+12026-11-25T08:00:00Z")) {
            assertThat(InstantText.read(text)).as(text).isEqualTo(Instant.parse(text));
        }
        assertThat(InstantText.read(InstantText.write(Instant.MAX))).isEqualTo(Instant.MAX);
        assertThat(InstantText.read(InstantText.write(Instant.MIN))).isEqualTo(Instant.MIN);
        for (String text : List.of("2026-02-30T00:00:00Z", "2026-11-25", "")) {
            assertThatThrownBy(() -> InstantText.read(text))
                    .as(text)
                    .isInstanceOf(java.time.DateTimeException.class);
        }
    }

    @Test
    void nanosecondsOfAColumnReadBackEqualOrAreTheNearest() {
        assertThat(InstantText.ofNanos(InstantText.nanos(SampleJobs.START)))
                .isEqualTo(SampleJobs.START);
        Instant before = Instant.ofEpochSecond(-5, 7);
        assertThat(InstantText.ofNanos(InstantText.nanos(before))).isEqualTo(before);
        assertThat(InstantText.nanos(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(InstantText.nanos(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    }
}
