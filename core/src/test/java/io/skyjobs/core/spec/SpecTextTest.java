package io.skyjobs.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.core.spec.TaskSpec.LifecycleHook;
import io.skyjobs.core.spec.TaskSpec.Workdir;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.UsdPerHour;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What is stored is read back exactly, for ever. */
class SpecTextTest {
    static JobSpec everything() {
        return everything(SeedExamples.EVERYTHING);
    }

    static JobSpec everything(String yaml) {
        Overrides overrides =
                Overrides.NONE
                        .withConfig(List.of("jobs.bucket=s3://b"))
                        .withSecret("LATE", "hunter3");
        ParsedJob parsed = TaskFiles.read(yaml, overrides);
        assertThat(TaskFiles.lines(parsed))
                .singleElement()
                .asString()
                .startsWith("WARNING t.yaml:13:13: resources.autostop");
        return parsed.job().orElseThrow();
    }

    @Test
    void everythingComesBack() {
        JobSpec job = everything();

        String text = SpecText.write(job);

        assertThat(SpecText.read(text)).isEqualTo(job);
        assertThat(SpecText.write(SpecText.read(text))).isEqualTo(text);
        assertThat(text).startsWith("{\"version\":5,");
    }

    /** P-56: values of secrets are nowhere in what is stored. */
    @Test
    void noSecretIsStored() {
        assertThat(SpecText.write(everything()))
                .contains("TOKEN", "LATE")
                .doesNotContain("hunter2", "hunter3", "two\\\\nlines", "lines\\\"");
    }

    @Test
    void examplesComeBack() {
        for (String yaml : SeedExamples.ALL) {
            Overrides overrides = Overrides.NONE.withEnv("WANDB_API_KEY", "k");
            TaskFiles.read(yaml, overrides)
                    .job()
                    .ifPresent(
                            job -> assertThat(SpecText.read(SpecText.write(job))).isEqualTo(job));
        }
    }

    @Test
    void aLaterVersionIsRefusedInOneSentence() {
        String later = SpecText.write(everything()).replace("\"version\":5", "\"version\":6");

        assertThatThrownBy(() -> SpecText.read(later))
                .isInstanceOf(UnreadableSpecException.class)
                .hasMessage(
                        "The stored specification of the job has version 6, and this program reads versions 1 to 5: use the program that wrote it, or a later one.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"version\":1}",
                "{\"version\":\"1\"}",
                "{\"version\":1.5}",
                "{\"version\":99999999999}",
                "{\"version\":1,\"version\":1}",
                "{\"version\":1} x",
                "{version:1}",
                "{\"version\":1,}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":01x}",
                "{\"version\":1,\"name\":\"a\",\"priority\":0,\"needs\":[],\"tasks\":[]}"
            })
    void whatIsDamagedIsRefusedInOneSentence(String text) {
        assertThatThrownBy(() -> SpecText.read(text))
                .isInstanceOf(UnreadableSpecException.class)
                .message()
                .startsWith("The stored specification of the job is damaged")
                .doesNotContain("\n");
    }

    @Test
    void whatIsNotKnownIsRefused() {
        String text = SpecText.write(TaskFiles.job("run: x"));

        for (String more : List.of("{\"version\":3,\"new\":1,", "{\"version\":5,")) {
            String changed =
                    text.replace("{\"version\":5,", more)
                            .replace(
                                    "\"nodes\":1",
                                    more.contains("new")
                                            ? "\"nodes\":1"
                                            : "\"nodes\":1,\"gpus\":2");
            assertThatThrownBy(() -> SpecText.read(changed))
                    .isInstanceOf(UnreadableSpecException.class)
                    .message()
                    .contains("is not known");
        }
    }

    @Test
    void deepTextIsRefused() {
        assertThatThrownBy(() -> SpecText.read("[".repeat(500_000)))
                .isInstanceOf(UnreadableSpecException.class);
    }

    @Test
    void drawnSpecsComeBack() {
        for (long seed = 0; seed < 3_000; seed++) {
            JobSpec job = new Draw(new SplittableRandom(seed)).job();

            String text = SpecText.write(job);

            assertThat(SpecText.read(text)).as("seed %d", seed).isEqualTo(job);
            assertThat(text).as("seed %d is one line", seed).doesNotContain("\n");
        }
    }

    /** Damage of any kind is one exception, never another. */
    @Test
    void damageIsAlwaysTheSameException() {
        String text = SpecText.write(everything());
        SplittableRandom random = new SplittableRandom(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder damaged = new StringBuilder(text);
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.setCharAt(at, (char) random.nextInt(32, 127));
                default -> damaged.setLength(at);
            }
            try {
                SpecText.read(damaged.toString());
            } catch (UnreadableSpecException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(8_000);
    }

    /** Draws specifications with every field here and there. */
    private record Draw(SplittableRandom random) {
        JobSpec job() {
            int count = random.nextInt(1, 4);
            List<TaskSpec> tasks = new ArrayList<>();
            List<List<Integer>> needs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tasks.add(task());
                needs.add(i == 0 || random.nextBoolean() ? List.of() : List.of(i - 1));
            }
            return new JobSpec(
                    text(),
                    tasks,
                    needs,
                    random.nextInt(-1000, 1001),
                    maybe(this::text),
                    map(),
                    maybe(this::staging));
        }

        private TaskSpec task() {
            return new TaskSpec(
                    text(),
                    maybe(this::workdir),
                    random.nextInt(1, 1000),
                    choice(),
                    new JobRecovery(
                            pick(JobRecovery.Strategy.values()),
                            random.nextInt(5),
                            list(() -> random.nextInt(256)),
                            random.nextBoolean()),
                    map(),
                    new TreeSet<>(list(this::text)),
                    maybe(this::text),
                    maybe(this::text),
                    list(this::mount),
                    maybe(this::text),
                    list(
                            () ->
                                    new LifecycleHook(
                                            text(), list(this::text), random.nextInt(1, 9999))),
                    map(),
                    random.nextBoolean(),
                    maybe(() -> Duration.ofSeconds(random.nextLong(1, 1L << 40))),
                    maybe(() -> Duration.ofSeconds(random.nextLong(1, 1L << 40))),
                    map());
        }

        private Workdir workdir() {
            return random.nextBoolean()
                    ? new Workdir.Local(text())
                    : new Workdir.Git(text(), maybe(this::text));
        }

        private ResourceChoice choice() {
            List<Resources> options = new ArrayList<>(List.of(resources()));
            options.addAll(list(this::resources));
            return switch (random.nextInt(3)) {
                case 0 -> new ResourceChoice.One(options.getFirst());
                case 1 -> new ResourceChoice.AnyOf(options);
                default -> new ResourceChoice.Ordered(options);
            };
        }

        private Resources resources() {
            return new Resources(
                    new Infra(maybe(this::text), maybe(this::text), maybe(this::text)),
                    maybe(this::text),
                    maybe(this::amount),
                    maybe(this::amount),
                    maybe(this::accelerator),
                    random.nextBoolean(),
                    random.nextInt(),
                    maybe(this::text),
                    maybe(this::text),
                    maybe(this::text),
                    maybe(() -> new UsdPerHour(random.nextLong(Long.MAX_VALUE))),
                    list(this::text),
                    map(),
                    map());
        }

        private AcceleratorRequest accelerator() {
            return random.nextBoolean()
                    ? new AcceleratorRequest.Named(
                            new Accelerator("x" + text(), random.nextDouble(0.001, 16)))
                    : new AcceleratorRequest.ByMemory(
                            amount(), maybe(this::text), random.nextDouble(0.001, 16));
        }

        private Amount amount() {
            return new Amount(random.nextDouble(0.001, 1e12), random.nextBoolean());
        }

        private FileMount mount() {
            return switch (random.nextInt(3)) {
                case 0 -> new FileMount.LocalPath(text(), text());
                case 1 -> new FileMount.Uri(text(), text());
                default ->
                        new FileMount.Storage(
                                text(),
                                maybe(this::text),
                                list(this::text),
                                maybe(this::text),
                                pick(FileMount.Mode.values()),
                                random.nextBoolean(),
                                maybe(this::text),
                                maybe(this::text),
                                map(),
                                maybe(this::address));
            };
        }

        private StoreUri address() {
            return new StoreUri(text(), text(), text(), text());
        }

        private Staging staging() {
            return new Staging(address(), random.nextBoolean(), map());
        }

        private <T> T pick(T[] values) {
            return values[random.nextInt(values.length)];
        }

        private <T> Optional<T> maybe(Supplier<T> value) {
            return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
        }

        private <T> List<T> list(Supplier<T> item) {
            List<T> items = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                items.add(item.get());
            }
            return items;
        }

        private TreeMap<String, String> map() {
            TreeMap<String, String> map = new TreeMap<>();
            list(this::text).forEach(key -> map.put(key, text()));
            return new TreeMap<>(Map.copyOf(map));
        }

        private String text() {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                int letter =
                        switch (random.nextInt(4)) {
                            case 0 -> random.nextInt(32);
                            case 1 -> "\"\\/\u007f\u2028\ud800\udc00".charAt(random.nextInt(7));
                            case 2 -> random.nextInt(0x10000, 0x10ffff);
                            default -> random.nextInt('a', 'z');
                        };
                text.appendCodePoint(letter);
            }
            return text.toString();
        }
    }
}
