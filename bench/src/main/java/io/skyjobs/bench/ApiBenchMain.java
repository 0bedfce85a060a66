package io.skyjobs.bench;

import io.skyjobs.app.api.SkyHome;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entry of the benchmark of the API, for {@code bench/api}: many followers of changes and many
 * reads of the queue, on the server of this user, which runs what its caller launched. Arguments:
 * how many followers, reads, and jobs to cancel while all of that goes on.
 */
public final class ApiBenchMain {
    private static final int CLIENTS = 8;
    private static final Pattern ID = Pattern.compile("\"job_id\":(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Report report = new Report(System.out);
    private final String base;
    private final String token;
    private final long pid;

    /** When each job's cancel was answered, and the instants at which followers heard of it. */
    private final Map<Long, List<Long>> heard = new ConcurrentHashMap<>();

    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    private ApiBenchMain(SkyHome home) throws IOException {
        SkyHome.Address address = home.lastServer().orElseThrow();
        this.base = "http://127.0.0.1:" + address.port() + "/api/v1";
        this.token = home.readToken().orElseThrow();
        this.pid = address.pid();
    }

    public static void main(String[] arguments) throws Exception {
        List<Integer> given = Arrays.stream(arguments).map(Integer::valueOf).toList();
        ApiBenchMain bench = new ApiBenchMain(SkyHome.of(System.getenv()));
        bench.measure(given.get(0), given.get(1), given.get(2));
        // Followers wait for what never comes.
        System.exit(0);
    }

    private void measure(int followers, int reads, int cancels) throws Exception {
        report.head();
        read("/health", 2000);
        double calibration = new Latencies(read("/health", 4000)).millis(0.5);
        report.add(Figure.of("api_health_p50", calibration, "ms"));
        String page = get("/jobs?limit=50").body();
        report.add(Figure.of("api_page_bytes", page.length() / 1024.0, "KiB").atMost(64));
        List<Long> ids = ids(get("/jobs?status=RUNNING&limit=1000").body());
        report.add(Figure.of("api_running", ids.size(), "jobs of the newest 1000"));
        read("/jobs?limit=50", 500);
        reads("api_queue_alone", "/jobs?limit=50", reads, calibration);
        long before = resident();
        for (int i = 0; i < followers; i++) {
            String job = i % 2 == 0 ? "" : "?job=" + ids.get(i % ids.size());
            threads.execute(() -> follow("/events" + job));
        }
        while (connected.get() < followers) {
            Thread.onSpinWait();
        }
        report.add(Figure.of("api_followers", connected.get(), "streams"));
        report.add(
                Figure.of(
                        "api_follower_memory",
                        (resident() - before) / (double) followers,
                        "KiB resident"));
        Future<List<Long>> late = threads.submit(() -> cancelled(ids, cancels));
        reads("api_queue_followed", "/jobs?limit=50", reads, calibration);
        reads("api_queue_detail", "/jobs?limit=50&detail=true", reads / 4, calibration);
        Latencies lateness = new Latencies(late.get());
        report.add(
                Figure.of("api_event_late_p50", lateness.millis(0.5), "ms")
                        .over(calibration, "health"));
        report.add(
                Figure.of("api_event_late_p99", lateness.millis(0.99), "ms")
                        .over(calibration, "health"));
        report.add(Figure.of("api_events_heard", lateness.count(), "of " + cancels + " cancels"));
        report.add(Figure.of("api_followers_lost", lost.get(), "streams").atMost(0));
    }

    private void reads(String name, String path, int count, double calibration) throws Exception {
        long begun = System.nanoTime();
        Latencies latencies = new Latencies(read(path, count));
        double seconds = (System.nanoTime() - begun) / 1e9;
        report.add(Figure.of(name + "_rate", latencies.count() / seconds, "reads/s"));
        report.add(
                Figure.of(name + "_p50", latencies.millis(0.5), "ms").over(calibration, "health"));
        report.add(
                Figure.of(name + "_p99", latencies.millis(0.99), "ms")
                        .over(calibration, "health")
                        .atMost(100));
    }

    /** Asks so often, by eight clients at once; each answer must be good. */
    private List<Long> read(String path, int count) throws Exception {
        List<Callable<List<Long>>> clients =
                Collections.nCopies(
                        CLIENTS,
                        () -> {
                            List<Long> taken = new ArrayList<>();
                            for (int i = 0; i < count / CLIENTS; i++) {
                                long begun = System.nanoTime();
                                get(path);
                                taken.add(System.nanoTime() - begun);
                            }
                            return taken;
                        });
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> done : threads.invokeAll(clients)) {
            all.addAll(done.get());
        }
        return all;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpResponse<String> reply = client.send(request(path).build(), BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
            throw new IOException(path + " was answered with " + reply.statusCode());
        }
        return reply;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Authorization", "Bearer " + token);
    }

    private static List<Long> ids(String jobs) {
        List<Long> ids = new ArrayList<>();
        Matcher found = ID.matcher(jobs);
        while (found.find()) {
            ids.add(Long.parseLong(found.group(1)));
        }
        return ids;
    }

    private void follow(String path) {
        try {
            HttpResponse<java.io.InputStream> reply =
                    client.send(request(path).build(), BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
                connected.incrementAndGet();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data:")) {
                        note(line, System.nanoTime());
                    }
                }
            }
            // The stream of a job ends with it.
            lost.addAndGet(path.contains("job=") ? 0 : 1);
        } catch (IOException broken) {
            lost.incrementAndGet();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(String line, long now) {
        Matcher numbers =
                Pattern.compile("\\d+").matcher(line.substring(0, Math.min(200, line.length())));
        while (numbers.find()) {
            heard.computeIfPresent(
                    Long.parseLong(numbers.group()),
                    (id, instants) -> {
                        instants.add(now);
                        return instants;
                    });
        }
    }

    /**
     * Cancels jobs one after another; how long after the answer its first follower heard of each.
     */
    private List<Long> cancelled(List<Long> ids, int count) throws Exception {
        List<Long> late = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long id = ids.get(i * (ids.size() / count));
            heard.put(id, Collections.synchronizedList(new ArrayList<>()));
            String body = "{\"job_ids\":[" + id + "]}";
            long begun = System.nanoTime();
            client.send(
                    request("/jobs/cancel").POST(BodyPublishers.ofString(body)).build(),
                    BodyHandlers.ofString());
            Thread.sleep(400);
            List<Long> instants = List.copyOf(heard.get(id));
            instants.forEach(instant -> late.add(instant - begun));
        }
        return late;
    }

    private long resident() throws IOException {
        Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
