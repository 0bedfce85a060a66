package io.skyjobs.app.server;

import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.HealthReply;
import io.skyjobs.app.api.InfraReply;
import io.skyjobs.app.api.JobRequest;
import io.skyjobs.app.api.JobsReply;
import io.skyjobs.app.api.PlanReply;
import io.skyjobs.app.api.SkyHome;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts the whole server over an empty home and asks it the usual things, for its start cache. */
final class StartTraining {
    private StartTraining() {}

    /** Exit code 0 when all was answered. */
    static int run() throws StartProblem {
        try {
            Path directory = Files.createTempDirectory("sky-train");
            try {
                serve(SkyHome.at(directory));
                return 0;
            } finally {
                delete(directory);
            }
        } catch (IOException | ApiException trouble) {
            throw new StartProblem(
                    StartProblem.FAILURE, "The training failed: " + trouble.getMessage(), trouble);
        }
    }

    private static void serve(SkyHome home) throws StartProblem, IOException, ApiException {
        home.prepare();
        ServerConfig config = ServerConfig.standard(1).withPort(0);
        try (Assembly assembly = new Assembly(home, config, () -> {})) {
            ApiServer server =
                    assembly.start(
                            Optional.ofNullable(System.getProperty("sky.home")).map(Path::of));
            ApiClient client = new ApiClient(server.port(), home.readToken().orElse(""));
            client.get("/health", HealthReply.class);
            client.get("/jobs", JobsReply.class);
            client.get("/infra", InfraReply.class);
            JobRequest job =
                    new JobRequest(
                            JobRequest.Kind.FILE,
                            "train.yaml",
                            Base64.getEncoder()
                                    .encodeToString(
                                            "run: 'true'\n".getBytes(StandardCharsets.UTF_8)),
                            Optional.empty(),
                            List.of(),
                            home.user().toString(),
                            home.user().toString(),
                            "train",
                            Optional.empty());
            client.post("/plan", JobRequest.class, job, PlanReply.class);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
