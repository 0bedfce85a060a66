package io.skyjobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStore.Moved;
import io.skyjobs.spi.store.ObjectStore.Presence;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** What every object store must do; one subclass for each store and server. */
public abstract class ObjectStoreContract {
    private static final int LARGE = 20 << 20;

    /** A directory for what is uploaded. */
    @TempDir protected Path directory;

    private ObjectStore store = new FakeObjectStore("none", new ManualClock(Instant.EPOCH));
    private StoreUri bucket = store.bucket("none");

    /** The store under test, whose server runs. */
    protected abstract ObjectStore store() throws Exception;

    /** Whether the server holds writers to conditions; one that cannot says so. */
    protected boolean keepsConditions() {
        return true;
    }

    /** Whether keys may be what no path of a file system can be. */
    protected boolean takesAnyKey() {
        return true;
    }

    /** Whether there may be an object {@code a} beside one {@code a/b}. */
    protected boolean keysMayBeginOthers() {
        return takesAnyKey();
    }

    /** How a key that the store cannot have may be refused. */
    protected Set<Kind> refusals() {
        return Set.of(Kind.INVALID);
    }

    @BeforeEach
    void open() throws Exception {
        store = store();
        bucket = store.bucket("contract-" + UUID.randomUUID().toString().substring(0, 13));
        store.create(bucket, Optional.empty());
    }

    @AfterEach
    void remove() throws ObjectStoreException {
        store.remove(bucket);
        assertThat(store.presence(bucket)).isEqualTo(Presence.ABSENT);
        store.close();
    }

    private StoredObject put(String key, String content) throws ObjectStoreException {
        return store.put(
                bucket.resolve(key), content.getBytes(StandardCharsets.UTF_8), PutCondition.ALWAYS);
    }

    private String get(String key) throws ObjectStoreException, IOException {
        try (InputStream in = store.get(bucket.resolve(key), 0)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> keys(String prefix) throws ObjectStoreException {
        List<String> keys = new ArrayList<>();
        List<StoredObject> page;
        String after = "";
        do {
            page = store.list(bucket.resolve(prefix), after, 1_000);
            page.forEach(it -> keys.add(it.uri().key()));
            after = page.isEmpty() ? after : page.getLast().uri().key();
        } while (!page.isEmpty());
        return keys;
    }

    /** What fails is found missing later. */
    private static void quietly(ThrowingCallable call) {
        assertThat(Assertions.catchThrowable(call)).isNull();
    }

    private static Kind kindOf(ThrowingCallable call) {
        return catchThrowableOfType(ObjectStoreException.class, call).kind();
    }

    @Test
    void bucketsAreThereOnceTheyWereMade() throws ObjectStoreException {
        assertThat(store.presence(bucket)).isEqualTo(Presence.USABLE);
        assertThat(store.buckets()).contains(bucket.bucket());
        store.create(bucket, Optional.empty());
        StoreUri other = store.bucket(bucket.bucket() + "-x");
        assertThat(store.presence(other)).isEqualTo(Presence.ABSENT);
        store.remove(other);
    }

    @Test
    void aWholeBucketGoesWithAllThatIsInIt() throws ObjectStoreException {
        StoreUri full = store.bucket(bucket.bucket() + "-full");
        store.create(full, Optional.empty());
        for (int number = 0; number < 30; number++) {
            store.put(full.resolve("a/" + number), new byte[] {1}, PutCondition.ALWAYS);
        }
        store.remove(full);
        assertThat(store.presence(full)).isEqualTo(Presence.ABSENT);
        store.remove(full);
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        StoredObject written = put("a", "hello");
        assertThat(get("a")).isEqualTo("hello");
        assertThat(written.size()).isEqualTo(5);
        StoredObject seen = store.look(bucket.resolve("a")).orElseThrow();
        assertThat(seen.size()).isEqualTo(5);
        assertThat(seen.uri()).isEqualTo(bucket.resolve("a"));
        put("a", "hello again");
        assertThat(get("a")).isEqualTo("hello again");
        assertThat(store.look(bucket.resolve("a")).orElseThrow().tag()).isNotEqualTo(seen.tag());
    }

    @Test
    void emptyObjectsAreObjects() throws Exception {
        put("empty", "");
        assertThat(get("empty")).isEmpty();
        assertThat(store.look(bucket.resolve("empty")).orElseThrow().size()).isZero();
        assertThat(keys("")).containsExactly("empty");
    }

    @Test
    void largeObjectsComeBackByteByByte() throws Exception {
        byte[] content = new byte[LARGE + 12_345];
        new SplittableRandom(7).nextBytes(content);
        Path file = Files.write(directory.resolve("large"), content);
        AtomicLong moved = new AtomicLong();
        StoredObject written =
                store.put(bucket.resolve("large"), file, PutCondition.ALWAYS, moved::addAndGet);
        assertThat(written.size()).isEqualTo(content.length);
        assertThat(moved).hasValue(content.length);
        try (InputStream in = store.get(bucket.resolve("large"), 0)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void readingMayBeginAnywhere() throws Exception {
        put("a", "0123456789");
        try (InputStream in = store.get(bucket.resolve("a"), 7)) {
            assertThat(in.readAllBytes()).asString().isEqualTo("789");
        }
        try (InputStream in = store.get(bucket.resolve("a"), 10)) {
            assertThat(in.readAllBytes()).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsSaid() throws ObjectStoreException {
        assertThat(store.look(bucket.resolve("none"))).isEmpty();
        assertThat(kindOf(() -> store.get(bucket.resolve("none"), 0))).isEqualTo(Kind.NO_OBJECT);
        store.delete(bucket.resolve("none"));
        store.deleteAll(bucket.resolve("none/"));
    }

    @Test
    void aMissingBucketIsSaidAtEveryCall() {
        StoreUri none = store.bucket(bucket.bucket() + "-none");
        StoreUri object = none.resolve("a");
        assertThat(kindOf(() -> store.put(object, new byte[1], PutCondition.ALWAYS)))
                .isEqualTo(Kind.NO_BUCKET);
        assertThat(kindOf(() -> store.list(none, "", 10))).isEqualTo(Kind.NO_BUCKET);
        assertThat(kindOf(() -> store.get(object, 0))).isIn(Kind.NO_BUCKET, Kind.NO_OBJECT);
        assertThat(kindOf(() -> store.look(object))).isEqualTo(Kind.NO_BUCKET);
        ObjectStoreException told =
                catchThrowableOfType(ObjectStoreException.class, () -> store.list(none, "", 10));
        assertThat(told.sentence()).contains(none.bucket()).endsWith(".");
    }

    @Test
    void listsAreInOrderPageByPage() throws ObjectStoreException {
        List<String> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < 1_050; number++) {
                String key = "p/%05d".formatted(number);
                all.add(key);
                threads.execute(() -> quietly(() -> put(key, "x")));
            }
        }
        put("q", "x");
        if (keysMayBeginOthers()) {
            put("p", "x");
        }
        assertThat(keys("p/")).containsExactlyElementsOf(all);
        List<StoredObject> page = store.list(bucket.resolve("p/"), "p/00007", 3);
        assertThat(page.stream().map(it -> it.uri().key()))
                .containsExactly("p/00008", "p/00009", "p/00010");
        assertThat(keys("p/0104")).hasSize(10);
    }

    @Test
    void aPrefixGoesAndNothingElse() throws ObjectStoreException {
        put("job-1/workdir/a", "x");
        put("job-1/b", "x");
        put("job-10/a", "x");
        put("job-", "x");
        store.deleteAll(bucket.resolve("job-1/"));
        assertThat(keys("")).containsExactly("job-", "job-10/a");
        assertThatThrownBy(() -> store.deleteAll(bucket))
                .isInstanceOf(IllegalArgumentException.class);
        store.delete(bucket.resolve("job-"));
        assertThat(keys("")).containsExactly("job-10/a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space/and more",
                "percent%20and%2F",
                "plus+and&amp;",
                "\u00fcml\u00e4ut/\u65e5\u672c\u8a9e \ud83d\ude80",
                ".hidden/..dots...",
                "quote'and\"double",
                "a=b,c;d:e@f$g!h(i)*j~k[l]{m}|n^o`p<q>",
                "trailing.",
                "#hash?query"
            })
    void oddKeysAreKeys(String key) throws Exception {
        put(key, "odd " + key);
        assertThat(get(key)).isEqualTo("odd " + key);
        assertThat(keys("")).containsExactly(key);
        assertThat(store.look(bucket.resolve(key)).orElseThrow().uri().key()).isEqualTo(key);
        store.copy(bucket.resolve(key), bucket.resolve("copy"));
        assertThat(get("copy")).isEqualTo("odd " + key);
        store.delete(bucket.resolve(key));
        assertThat(keys("")).containsExactly("copy");
    }

    @Test
    void keysThatNoPathCanBeAreTakenOrRefusedInASentence() {
        for (String key : List.of("a//b", "../escape", "a/../../b", "./a")) {
            Throwable told = catchThrowable(key);
            if (told != null) {
                assertThat(told).isInstanceOf(ObjectStoreException.class);
                assertThat(((ObjectStoreException) told).kind()).isIn(refusals());
            } else {
                assertThat(takesAnyKey()).isTrue();
            }
        }
    }

    private @Nullable Throwable catchThrowable(String key) {
        return Assertions.catchThrowable(() -> put(key, "x"));
    }

    @Test
    void conditionsHold() throws Exception {
        if (!keepsConditions()) {
            return;
        }
        StoreUri object = bucket.resolve("once");
        byte[] first = {1};
        StoredObject written = store.put(object, first, PutCondition.IF_ABSENT);
        assertThat(kindOf(() -> store.put(object, new byte[] {2}, PutCondition.IF_ABSENT)))
                .isEqualTo(Kind.CONFLICT);
        PutCondition same = new PutCondition.IfUnchanged(written.tag());
        store.put(object, new byte[] {3, 3}, same);
        assertThat(kindOf(() -> store.put(object, new byte[] {4}, same))).isEqualTo(Kind.CONFLICT);
        assertThat(store.look(object).orElseThrow().size()).isEqualTo(2);
    }

    @Test
    void ofManyWhoWriteOnceExactlyOneDoes() throws Exception {
        if (!keepsConditions()) {
            return;
        }
        StoreUri object = bucket.resolve("race");
        int winners = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                byte[] content = {(byte) writer};
                Callable<Boolean> attempt =
                        () -> {
                            try {
                                store.put(object, content, PutCondition.IF_ABSENT);
                                return true;
                            } catch (ObjectStoreException late) {
                                assertThat(late.kind()).isEqualTo(Kind.CONFLICT);
                                return false;
                            }
                        };
                answers.add(threads.submit(attempt));
            }
            for (Future<Boolean> answer : answers) {
                winners += answer.get() ? 1 : 0;
            }
        }
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void ofManyWhoOverwriteOneIsSeenWhole() throws Exception {
        StoreUri object = bucket.resolve("shared");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 8; writer++) {
                String text = Integer.toString(writer).repeat(50_000);
                threads.execute(
                        () ->
                                quietly(
                                        () ->
                                                store.put(
                                                        object,
                                                        text.getBytes(StandardCharsets.UTF_8),
                                                        PutCondition.ALWAYS)));
            }
        }
        String seen = get("shared");
        assertThat(seen).hasSize(50_000);
        assertThat(seen.chars().distinct().count()).isEqualTo(1);
    }

    @Test
    void anInterruptedUploadEndsAndLeavesNothingToSee() throws Exception {
        Path file = directory.resolve("big");
        Files.write(file, new byte[LARGE * 2]);
        Thread.currentThread().interrupt();
        try {
            store.put(bucket.resolve("big"), file, PutCondition.ALWAYS, Moved.UNHEARD);
        } catch (ObjectStoreException stopped) {
            assertThat(stopped.kind()).isEqualTo(Kind.INFRASTRUCTURE);
        } finally {
            Thread.interrupted();
        }
        store.look(bucket.resolve("big"))
                .ifPresent(it -> assertThat(it.size()).isEqualTo(LARGE * 2L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "", "x"})
    void namesHaveALeastLength(String name) {
        assertThat(store.nameProblem(name)).isPresent();
    }

    @Test
    void nodesAreToldHowToReachIt() throws ObjectStoreException {
        assertThat(store.access(bucket).options()).containsKey("type");
        assertThat(store.access(bucket).toString()).doesNotContain("secret_value");
        assertThat(store.readiness().enabled()).isTrue();
    }
}
