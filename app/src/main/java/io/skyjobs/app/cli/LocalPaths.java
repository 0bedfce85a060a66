package io.skyjobs.app.cli;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JobRequest;
import io.skyjobs.app.api.JobRequest.PathKind;
import io.skyjobs.app.api.JobRequest.SeenPath;
import io.skyjobs.app.api.PlanReply;
import io.skyjobs.app.api.ProblemCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells a server on another machine what is at the paths of this one that a job names. The server
 * reads the task file and asks; here only those paths are looked at.
 */
final class LocalPaths {
    /** How often a server may ask; one that reads a file to its end asks once or twice. */
    private static final int TRIES = 5;

    private final Shell shell;

    LocalPaths(Shell shell) {
        this.shell = shell;
    }

    /**
     * The request with all that the server wants to know; unchanged for a server of this machine.
     */
    JobRequest told(JobRequest request)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        if (request.paths().isEmpty()) {
            return request;
        }
        List<SeenPath> seen = new ArrayList<>();
        for (int tries = 1; ; tries++) {
            JobRequest knowing = request.seeing(new JobRequest.Seen(seen));
            try {
                shell.server()
                        .call(
                                server ->
                                        server.post(
                                                "/plan",
                                                JobRequest.class,
                                                knowing,
                                                PlanReply.class));
                return knowing;
            } catch (ApiException refused) {
                if (!refused.problem().is(ProblemCode.PATHS_NEEDED) || tries == TRIES) {
                    throw refused;
                }
                List<String> wanted =
                        refused.problem().problems().stream()
                                .flatMap(item -> item.file().stream())
                                .toList();
                need(wanted, request);
                for (String path : wanted) {
                    seen.add(new SeenPath(path, look(path)));
                }
            }
        }
    }

    /**
     * Refuses what the user did not name.
     *
     * @param request of a job whose files are wanted; one of a server of this machine may want all,
     *     since the user runs it
     */
    void need(List<String> paths, JobRequest request) throws CommandFailure {
        if (request.paths().isEmpty()) {
            return;
        }
        NamedPaths named = new NamedPaths(request);
        for (String path : paths) {
            if (!named.holds(path)) {
                throw new CommandFailure(
                        "The server at "
                                + shell.server().place().url()
                                + " asks for "
                                + path
                                + ", which the task file does not name; nothing was sent. If it is"
                                + " what you mean, write this path out in the file.");
            }
        }
    }

    private static PathKind look(String path) {
        try {
            Path file = Path.of(path);
            if (Files.isDirectory(file)) {
                return PathKind.DIRECTORY;
            }
            return Files.exists(file) ? PathKind.FILE : PathKind.MISSING;
        } catch (InvalidPathException notOne) {
            return PathKind.MISSING;
        }
    }
}
