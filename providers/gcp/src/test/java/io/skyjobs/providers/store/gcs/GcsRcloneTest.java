package io.skyjobs.providers.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What nodes are given is enough for a real {@code rclone}, and for as long as it is renewed. */
@Tag("peer")
@Timeout(120)
final class GcsRcloneTest {
    /** More than rclone sends in one request. */
    private static final int LARGE = 20 << 20;

    @TempDir private Path home;
    private GcsServer server;
    private ObjectStore store;
    private StoreUri bucket;

    @BeforeEach
    void start() throws Exception {
        server = GcsServer.start();
        store = with(server.key());
        bucket = store.bucket("bucket");
        store.create(bucket, Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(server.mistakes()).isEmpty();
    }

    private ObjectStore with(String credentials) throws IOException {
        Path file = Files.writeString(home.resolve("credentials.json"), credentials);
        return new GcsObjectStore(
                GcsStores.context(
                        home,
                        Map.of("endpoint_url", server.endpoint()),
                        Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()),
                        InstantSource.system()),
                Duration.ofMillis(1));
    }

    /** In one step, as the channel to a node does it. */
    private void give(ObjectStore from) throws Exception {
        give(from.access(bucket).options());
    }

    private void give(Map<String, String> options) throws Exception {
        StringBuilder text = new StringBuilder("[store1]\n");
        new TreeMap<>(options).forEach((name, value) -> text.append(name + " = " + value + "\n"));
        Files.writeString(home.resolve("draft"), text);
        Files.move(
                home.resolve("draft"), home.resolve("rclone.conf"), StandardCopyOption.ATOMIC_MOVE);
    }

    private ProcessBuilder command(List<String> words) {
        List<String> all = new ArrayList<>(List.of("rclone", "--retries", "1"));
        all.addAll(List.of("--low-level-retries", "3"));
        all.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("RCLONE_CONFIG", home.resolve("rclone.conf").toString());
        builder.environment().remove("GOOGLE_APPLICATION_CREDENTIALS");
        return builder;
    }

    private String rclone(String... words) throws Exception {
        Process process = command(List.of(words)).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private String read(String key) throws Exception {
        try (InputStream in = store.get(bucket.resolve(key), 0)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void write(String key, String text) throws Exception {
        store.put(bucket.resolve(key), text.getBytes(StandardCharsets.UTF_8), PutCondition.ALWAYS);
    }

    private void copyThereAndBack() throws Exception {
        byte[] large = new byte[LARGE];
        new SplittableRandom(9).nextBytes(large);
        Path tree = Files.createDirectories(home.resolve("tree/deep"));
        Files.writeString(tree.resolve("small \u00fc+%"), "small");
        Files.write(tree.resolve("large"), large);
        Files.createFile(tree.resolve("empty"));
        rclone("copy", home.resolve("tree").toString(), "store1:bucket/job 1");
        assertThat(rclone("lsf", "-R", "store1:bucket").lines())
                .containsExactlyInAnyOrder(
                        "job 1/",
                        "job 1/deep/",
                        "job 1/deep/empty",
                        "job 1/deep/large",
                        "job 1/deep/small \u00fc+%");
        assertThat(read("job 1/deep/small \u00fc+%")).isEqualTo("small");
        write("job 1/deep/ours", "ours");
        rclone("copyto", "store1:bucket/job 1", home.resolve("back").toString());
        assertThat(home.resolve("back/deep/large")).hasBinaryContent(large);
        assertThat(home.resolve("back/deep/ours")).hasContent("ours");
        assertThat(home.resolve("back/deep/empty")).isEmptyFile();
        rclone("moveto", "store1:bucket/job 1/deep/ours", "store1:bucket/job 1/moved");
        assertThat(read("job 1/moved")).isEqualTo("ours");
        rclone("delete", "store1:bucket/job 1");
        assertThat(store.list(bucket, "", 10)).isEmpty();
    }

    @Test
    void theKeyOfAServiceAccountIsEnough() throws Exception {
        give(store);
        server.forgetTokens();
        copyThereAndBack();
    }

    @Test
    void theLoginOfAPersonIsEnough() throws Exception {
        give(with(server.login()));
        copyThereAndBack();
    }

    private Process mounted(Path mount, Path log) throws Exception {
        Files.createDirectories(mount);
        Process process =
                command(
                                List.of(
                                        "mount",
                                        "store1:bucket/run",
                                        mount.toString(),
                                        "--vfs-cache-mode=writes",
                                        "--vfs-write-back=0s",
                                        "--dir-cache-time=1s",
                                        "--cache-dir=" + home.resolve("cache")))
                        .redirectOutput(log.toFile())
                        .start();
        while (!Files.exists(mount.resolve("seen"))) {
            assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
                    .as(Files.readString(log))
                    .isFalse();
        }
        return process;
    }

    @Test
    void aMountShowsTheBucketAndWritesToIt() throws Exception {
        give(store);
        write("run/seen", "seen");
        Path mount = home.resolve("mount");
        Process process = mounted(mount, home.resolve("log"));
        try {
            assertThat(mount.resolve("seen")).hasContent("seen");
            Files.writeString(mount.resolve("written"), "by a node");
            awaitContent("run/written", "by a node");
            Files.move(mount.resolve("written"), mount.resolve("moved"));
            assertThat(read("run/moved")).isEqualTo("by a node");
            assertThat(store.look(bucket.resolve("run/written"))).isEmpty();
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** Only with a token, as of a machine's account: nothing by which rclone could get another. */
    private Instant giveToken(ObjectStore from, Duration good) throws Exception {
        Instant end = Instant.now().plus(good);
        Map<String, String> options = new TreeMap<>(from.access(bucket).options());
        options.keySet().removeAll(List.of("client_id", "client_secret", "token_url"));
        options.compute(
                "token",
                (name, value) ->
                        value.replaceFirst(",\"refresh_token\":\"[^\"]*\"", "")
                                .replaceFirst(
                                        "\"expiry\":\"[^\"]*\"", "\"expiry\":\"" + end + "\""));
        assertThat(options.get("token")).doesNotContain("refresh").contains(end.toString());
        give(options);
        return end;
    }

    /** A run may last longer than a token, and is given the next one in time (P-31). */
    @Test
    void aMountTakesTheNextTokenOutOfItsFile() throws Exception {
        // The least that rclone begins with: it counts a token as over ten seconds before its end.
        Instant end = giveToken(with(server.login()), Duration.ofSeconds(15));
        write("run/seen", "seen");
        Path mount = home.resolve("mount");
        Process process = mounted(mount, home.resolve("log"));
        try {
            server.forgetTokens();
            giveToken(with(server.login()), Duration.ofHours(1));
            while (Instant.now().isBefore(end)) {
                Thread.onSpinWait();
            }
            Files.writeString(mount.resolve("written"), "by a node");
            awaitContent("run/written", "by a node");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private void awaitContent(String key, String text) throws Exception {
        while (store.look(bucket.resolve(key)).isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(read(key)).isEqualTo(text);
    }
}
