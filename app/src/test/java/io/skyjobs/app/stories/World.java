package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.ClustersReply;
import io.skyjobs.app.cli.TestShell;
import io.skyjobs.app.cli.TestShell.Outcome;
import io.skyjobs.app.server.Exposition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A user with a home, a server and simulated clouds, who types commands. Closing it cancels what
 * still runs and ends the server.
 */
final class World implements AutoCloseable {
    /** Directories of machines are no deeper than that. */
    private static final int NODE_DEPTH = 5;

    private static final Pattern ID = Pattern.compile("Managed Job ID: (\\d+)");

    private final Path directory;
    private final Function<Path, Host> start;
    private final AtomicReference<Host> host;

    private World(Path directory, Function<Path, Host> start) {
        this.directory = directory;
        this.start = start;
        this.host = new AtomicReference<>(start.apply(directory));
    }

    /** A question to the server. */
    interface Question<T> {
        /** Asks it. */
        T to(ApiClient server) throws IOException, ApiException;
    }

    /** A world with a server in this process. */
    static World given(Clouds clouds, Path directory) {
        prepare(clouds, directory);
        return new World(directory, Host::inside);
    }

    /** A world whose server is a process that can be killed. */
    static World givenProcess(Clouds clouds, Path directory) {
        prepare(clouds, directory);
        return new World(directory, Host::ofProcess);
    }

    private static void prepare(Clouds clouds, Path directory) {
        try {
            Path home = Files.createDirectories(directory.resolve(".sky"));
            StringBuilder config = new StringBuilder();
            if (!clouds.jobs().isEmpty()) {
                config.append("jobs:\n").append(clouds.jobs());
            }
            if (!clouds.scenario().isEmpty()) {
                Path scenario = directory.resolve("scenario.yaml");
                Files.writeString(scenario, clouds.scenario());
                config.append("sim: {scenario: ").append(scenario).append("}\n");
            }
            Files.writeString(home.resolve("config.yaml"), config);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** A file that jobs and the story share. */
    Path path(String name) {
        return directory.resolve(name);
    }

    /** Writes a file that jobs and the story share. */
    World file(String name, String text) {
        try {
            Files.writeString(path(name), text);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
        return this;
    }

    /** A file that jobs and the story share. */
    String read(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    /** Types {@code sky} and these words. */
    Outcome sky(String... words) {
        return new TestShell(directory, () -> server().port(), () -> server().token())
                .inRealTime()
                .run(words);
    }

    /** Types a command that must succeed, and returns all that it says. */
    String says(String... words) {
        Outcome outcome = sky(words);
        assertThat(outcome.code()).as("%s: %s", List.of(words), outcome).isZero();
        return outcome.out() + outcome.err();
    }

    /** Submits a task file; {@code $HERE} in it stands for the directory that all share. */
    Job launch(String task, String... flags) {
        file("task.yaml", task.replace("$HERE", directory.toString()));
        List<String> words = new ArrayList<>(List.of("jobs", "launch", "-y", "-d"));
        words.addAll(List.of(flags));
        words.add("task.yaml");
        Outcome outcome = sky(words.toArray(String[]::new));
        Matcher id = ID.matcher(outcome.out());
        assertThat(id.find()).as("a job id in %s", outcome).isTrue();
        return new Job(this, Long.parseLong(id.group(1)));
    }

    /** Asks the server what commands do not print. */
    <T> T ask(Question<T> question) {
        try {
            return question.to(new ApiClient(server().port(), server().token()));
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } catch (ApiException refused) {
            throw new AssertionError(refused.problem().toString(), refused);
        }
    }

    /** Where the server listens. */
    int port() {
        return server().port();
    }

    /** The address that a command prints; the server of a story has a port of its own. */
    String address(String... command) {
        return says(command)
                .lines()
                .filter(line -> line.contains("http"))
                .findFirst()
                .orElseThrow()
                .strip()
                .replaceFirst(":[0-9]+/", ":" + port() + "/");
    }

    /** The token that the server wants. */
    String token() {
        return server().token();
    }

    /** What the server counts. */
    Exposition metrics() {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server().port() + "/metrics"))
                        .header("Authorization", "Bearer " + server().token())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> page = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            return Exposition.of(page.body());
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private Host server() {
        return host.get();
    }

    /** The server ends, as its host can, and another one takes up its work. */
    World serverIsReplaced() {
        serverEnds();
        return serverComesBack();
    }

    /** The server ends as its host can. */
    World serverEnds() {
        server().end();
        return this;
    }

    /** Another server takes up the work. */
    World serverComesBack() {
        host.set(start.apply(directory));
        return this;
    }

    /** The clouds change; a server that starts afterwards finds them so. */
    World clouds(Clouds other) {
        prepare(other, directory);
        return this;
    }

    /** Waits until a file appears that a job writes. */
    World awaitFile(String name) {
        Patience.await(() -> "a file " + name, () -> Optional.of(path(name)).filter(Files::exists));
        return this;
    }

    /** Waits until neither we nor the clouds know of a machine. */
    World nothingIsLeft() {
        Patience.await(
                () -> "nothing left, but there is " + clusters(),
                () -> Optional.of(clusters()).filter(List::isEmpty));
        Patience.await(
                () -> "no directory of a machine left, but there is " + nodes(),
                () -> Optional.of(nodes()).filter(List::isEmpty));
        return this;
    }

    private List<String> clusters() {
        return ask(server -> server.get("/clusters", ClustersReply.class)).clusters().stream()
                .map(Object::toString)
                .toList();
    }

    private List<Path> nodes() {
        List<Path> found = new ArrayList<>();
        for (String root : List.of("clusters", "providers")) {
            Path directories = path(".sky").resolve(root);
            if (!Files.isDirectory(directories)) {
                continue;
            }
            try (Stream<Path> all = Files.walk(directories, NODE_DEPTH)) {
                all.filter(path -> path.getFileName().toString().matches("node\\d+"))
                        .forEach(found::add);
            } catch (UncheckedIOException | IOException changing) {
                return List.of(directories);
            }
        }
        return found;
    }

    /** The providers know of nothing that we do not know of, and nothing runs. */
    World thenNothingIsLeft() {
        nothingIsLeft();
        Outcome leaks = sky("leaks");
        assertThat(leaks.code()).as("%s", leaks).isZero();
        return this;
    }

    @Override
    public void close() {
        sky("jobs", "cancel", "-y", "--all");
        try {
            nothingIsLeft();
        } finally {
            server().end();
        }
    }
}
