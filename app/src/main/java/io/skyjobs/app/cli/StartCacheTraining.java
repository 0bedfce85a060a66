package io.skyjobs.app.cli;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.api.Wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the usual commands once against canned answers, so that the classes they need are in the
 * start cache. It needs no server, no home of a user and no network but the loopback.
 */
final class StartCacheTraining {
    private static final String JOB =
            """
            {"job_id":1,"job_name":"hello","user_name":"u","workspace":"default",\
            "status":"SUCCEEDED","version":7,"submitted_at":"2026-01-01T00:00:00Z",\
            "start_at":"2026-01-01T00:00:01Z","end_at":"2026-01-01T00:00:09Z","duration":"PT8S",\
            "job_duration":"PT7S","cleaned":true,"details":"","tasks":[{"task_id":0,\
            "task_name":"hello","status":"SUCCEEDED","requested":"1x[CPU:1]",\
            "start_at":"2026-01-01T00:00:01Z","attempt":1,"infra":"local"}]}""";

    private final Map<String, String> environment;

    StartCacheTraining(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Exit code 0 when every command ran. */
    int run() {
        try {
            Path directory = Files.createTempDirectory("sky-train");
            try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
                Thread.ofPlatform().daemon().start(() -> answerAll(server));
                return commands(directory, server.getLocalPort());
            } finally {
                delete(directory);
            }
        } catch (IOException trouble) {
            return 1;
        }
    }

    private int commands(Path directory, int port) throws IOException {
        SkyHome home = SkyHome.at(directory);
        home.prepare();
        Files.writeString(home.pid(), ProcessHandle.current().pid() + " " + port);
        Files.writeString(home.token(), "train");
        Path task = Files.writeString(directory.resolve("task.yaml"), "run: echo hi\n");
        int worst = 0;
        for (List<String> words :
                List.of(
                        List.of("jobs", "launch", "-y", "-n", "hello", task.toString()),
                        List.of("jobs", "queue"),
                        List.of("jobs", "queue", "-o", "json"),
                        List.of("jobs", "logs", "1"),
                        List.of("jobs", "wait", "1"),
                        List.of("status"),
                        List.of("leaks"),
                        List.of("sim", "status"),
                        List.of("api", "status"),
                        List.of("jobs", "queue", "--hlep"),
                        List.of("jobs", "launch", "-h"))) {
            int code = new CommandLineRun(shell(home)).run(words);
            worst = Math.max(worst, code > 2 ? code : 0);
        }
        return worst;
    }

    private Shell shell(SkyHome home) {
        Terminal terminal =
                new Terminal(
                        new ByteArrayOutputStream(),
                        new ByteArrayOutputStream(),
                        InputStream.nullInputStream(),
                        false,
                        false,
                        true);
        Pause pause = Thread::sleep;
        return new Shell(
                terminal,
                home,
                environment,
                home.user(),
                "u",
                InstantSource.system(),
                ZoneId.systemDefault(),
                pause,
                new ServerLink(
                        new ServerPlace(home, environment),
                        new Daemon(home, pause),
                        terminal,
                        pause));
    }

    private static void answerAll(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                answer(socket);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        String request = head.substring(0, head.indexOf("\r\n"));
        String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
        int length = lower.indexOf("content-length: ");
        if (length >= 0) {
            String digits = lower.substring(length + 16, lower.indexOf("\r\n", length));
            in.readNBytes(Integer.parseInt(digits.strip()));
        }
        byte[] body = body(request).getBytes(StandardCharsets.UTF_8);
        OutputStream out = socket.getOutputStream();
        out.write(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                                + Wire.RELEASE_HEADER
                                + ": train\r\nContent-Length: "
                                + body.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static String body(String request) {
        if (request.startsWith("POST")) {
            return "{\"job_name\":\"hello\",\"job_ids\":[1]}";
        }
        if (request.contains("/log?")) {
            return "hello\n";
        }
        if (request.contains("/attempts")) {
            return """
                    {"job_id":1,"task_name":"hello","status":"SUCCEEDED","attempts":[{"number":1,\
                    "requested_at":"2026-01-01T00:00:01Z","setup_at":"2026-01-01T00:00:02Z",\
                    "end_at":"2026-01-01T00:00:09Z","logs_complete":true,"nodes":[{"rank":0,\
                    "address":"127.0.0.1","run":{"bytes":6,"lines":1,"pid":7}}]}]}""";
        }
        if (request.contains("/health")) {
            return "{\"status\":\"healthy\",\"version\":\"train\",\"wire_version\":1,\"pid\":1}";
        }
        if (request.contains("/leaks")) {
            return "{\"installation\":\"train\",\"clean\":true,\"providers\":[]}";
        }
        if (request.contains("/sim")) {
            return "{\"clouds\":[{\"name\":\"sim\"}]}";
        }
        if (request.contains("/clusters")) {
            return "{\"clusters\":[]}";
        }
        if (request.contains("/infra")) {
            return "{\"infra\":[{\"name\":\"local\",\"title\":\"Local\",\"enabled\":true}]}";
        }
        return request.contains("/jobs?")
                ? "{\"jobs\":[" + JOB + "],\"total\":1,\"status_counts\":{\"SUCCEEDED\":1}}"
                : JOB;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
