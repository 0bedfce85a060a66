package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real S3 server that is there already, and a bucket of it for one test; looked into with {@code
 * rclone}. The environment names it: {@code ENDPOINT KEY SECRET}.
 */
final class S3Server {
    static final String SAID = "SKY_TEST_S3";

    private final String key;
    private final String secret;
    private final String endpoint;
    private final String bucket;
    private final Path config;

    private S3Server(List<String> words, String bucket, Path folder) {
        this.endpoint = words.get(0);
        this.key = words.get(1);
        this.secret = words.get(2);
        this.bucket = bucket;
        this.config = folder.resolve("test-rclone.conf");
    }

    static S3Server withBucket(Path folder) throws Exception {
        var name = "node" + Long.toString(System.nanoTime(), 36);
        var server = new S3Server(List.of(System.getenv(SAID).split(" ", -1)), name, folder);
        var text = new StringBuilder("[test]\n");
        server.access().options().forEach((key, value) -> text.append(key + " = " + value + "\n"));
        Files.writeString(server.config, text);
        server.rclone("mkdir", "test:" + name);
        return server;
    }

    String endpoint() {
        return endpoint;
    }

    String secret() {
        return secret;
    }

    StoreUri address(String path) {
        return StoreUri.ofBucket("s3", "", bucket).resolve(path);
    }

    NodeAccess access() {
        return access(Map.of());
    }

    /** With some options changed. */
    NodeAccess access(Map<String, String> changes) {
        var options = new LinkedHashMap<String, String>();
        options.put("type", "s3");
        options.put("provider", "Other");
        options.put("endpoint", endpoint);
        options.put("access_key_id", key);
        options.put("secret_access_key", secret);
        options.put("force_path_style", "true");
        options.putAll(changes);
        return NodeAccess.remote(options);
    }

    void put(String path, String text) throws Exception {
        var file = Files.writeString(config.resolveSibling("object"), text);
        rclone("copyto", file.toString(), "test:" + bucket + "/" + path);
    }

    /** Names and sizes of all objects: {@code SIZE NAME}. */
    List<String> objects() throws Exception {
        return rclone(
                        "lsf",
                        "-R",
                        "--files-only",
                        "--format",
                        "sp",
                        "--separator",
                        " ",
                        "test:" + bucket)
                .lines()
                .sorted()
                .toList();
    }

    /** Waits until there is an object, and gives its content. */
    String untilThere(String path) throws Exception {
        while (objects().stream().noneMatch(object -> object.endsWith(" " + path))) {
            Thread.onSpinWait();
        }
        return text(path).strip();
    }

    String text(String path) throws Exception {
        return rclone("cat", "test:" + bucket + "/" + path);
    }

    /** Also when a request that was held up on its way makes an object meanwhile. */
    void delete() throws Exception {
        for (var round = 1; run("purge", "test:" + bucket).exit() != 0; round++) {
            assertThat(round).as("rounds to delete the bucket").isLessThan(10);
        }
    }

    private record Said(int exit, String text) {}

    private String rclone(String... words) throws IOException, InterruptedException {
        var said = run(words);
        assertThat(said.exit()).as("rclone %s", List.of(words)).isZero();
        return said.text();
    }

    private Said run(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("rclone", "--config", config.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("AWS_CA_BUNDLE");
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), said);
    }
}
