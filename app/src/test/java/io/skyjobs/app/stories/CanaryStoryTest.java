package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.server.ApiDescription;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * P-56: values of secrets, planted by the hundred, are in no reply of the API, and in no file of
 * the server but its database, where they stay until their job has ended.
 */
class CanaryStoryTest {
    private static final int CANARIES = 300;

    @TempDir Path directory;

    private static String canary(int number) {
        return "canary%05dsings".formatted(number * 7919);
    }

    private static List<String> canaries() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < CANARIES; i++) {
            all.add(canary(i));
        }
        return all;
    }

    private static String task() {
        StringBuilder text =
                new StringBuilder("name: careful\nresources: {infra: local}\nsecrets:\n");
        for (int i = 0; i < CANARIES - 1; i++) {
            text.append("  SECRET_").append(i).append(": ").append(canary(i)).append('\n');
        }
        return text.append("  GIVEN: null\n")
                .append("run: |\n  env | grep -c canary\n")
                .append("  until [ -e $HERE/gate ]; do sleep 0.05; done\n")
                .toString();
    }

    @Test
    void noReplyAndNoFileHoldsASecret() throws Exception {
        try (World world = World.given(Clouds.thisMachine(), directory)) {
            Job job =
                    world.launch(task(), "--secret", "GIVEN=" + canary(CANARIES - 1))
                            .until("RUNNING")
                            .untilLogShows(Integer.toString(CANARIES));
            String added = world.says("users", "add", "uwe");
            String token = added.lines().toList().getLast().strip();
            List<String> hidden = new ArrayList<>(canaries());
            hidden.add(token);
            hidden.add(world.token());

            List<String> heard = replies(world);
            assertThat(heard).hasSizeGreaterThan(20);
            for (String reply : heard) {
                assertThat(hidden).as(reply).noneMatch(reply::contains);
            }
            assertThat(holders(hidden, world.path(".sky")))
                    .as("files with the server's token are its own, and those of the database")
                    .containsExactly("api_server/token", "sky.db");
            for (String words : List.of("events", "explain", "queue")) {
                String said =
                        words.equals("queue")
                                ? world.says("jobs", "queue", "-v")
                                : world.says("jobs", words, job.id());
                assertThat(hidden).as(words).noneMatch(said::contains);
            }
            world.file("gate", "");
            job.endsAs("SUCCEEDED").untilCleaned();
        }
    }

    /** What the API says to every read that it describes. */
    private static List<String> replies(World world) throws Exception {
        List<String> heard = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : reads()) {
                HttpRequest request =
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + world.port()
                                                        + "/api/v1"
                                                        + path))
                                .header("Authorization", "Bearer " + world.token())
                                .build();
                HttpResponse<String> reply = client.send(request, BodyHandlers.ofString());
                heard.add(reply.headers().map() + "\n" + reply.body());
            }
        }
        return heard;
    }

    private static List<String> reads() {
        return ApiDescription.load().operations().stream()
                .filter(operation -> operation.method().equals("GET"))
                .map(ApiDescription.Operation::path)
                // The one that goes on until its reader leaves says ids only.
                .filter(path -> !path.equals("/events"))
                .map(path -> path.replace("{task}", "0").replace("{node}", "0"))
                .map(path -> path.replaceAll("\\{[a-z]+}", "1"))
                .toList();
    }

    /** Files below a folder that hold any of these texts, but for the homes of nodes. */
    private static Set<String> holders(List<String> hidden, Path root) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .filter(file -> !file.startsWith("clusters") && !file.startsWith("providers"))
                    .forEach(
                            file -> {
                                String text = read(root.resolve(file));
                                if (hidden.stream().anyMatch(text::contains)) {
                                    found.add(file.toString().replaceFirst("-(wal|shm)$", ""));
                                }
                            });
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
