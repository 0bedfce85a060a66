package io.skyjobs.providers.store.gcs;

import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.sun.net.httpserver.HttpExchange;

import io.skyjobs.providers.store.gcs.GcsState.Stored;
import io.skyjobs.providers.store.gcs.GcsState.Upload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** One request to a {@link GcsServer}. */
final class GcsRequest {
    private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");
    private static final Set<String> KNOWN =
            Set.of(
                    "alt",
                    "project",
                    "maxResults",
                    "pageToken",
                    "prefix",
                    "delimiter",
                    "prettyPrint",
                    "projection",
                    "startOffset",
                    "versions",
                    "uploadType",
                    "upload_id",
                    "ifGenerationMatch",
                    "generation",
                    "rewriteToken",
                    "name");
    private static final byte[] NOTHING = {};

    private final HttpExchange exchange;
    private final GcsState state;
    private final String endpoint;
    private final Map<String, String> query;
    private final List<String> path;

    GcsRequest(HttpExchange exchange, GcsState state, String endpoint) {
        this.exchange = exchange;
        this.state = state;
        this.endpoint = endpoint;
        this.query =
                GcsServer.form(
                        Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
        // Contents may be asked for at an address of their own.
        String raw = exchange.getRequestURI().getRawPath().replaceFirst("^/(download/)?", "");
        this.path =
                Arrays.stream(raw.split("/", -1))
                        .map(
                                it ->
                                        URLDecoder.decode(
                                                it.replace("+", "%2B"), StandardCharsets.UTF_8))
                        .toList();
    }

    void answer() throws IOException {
        if (!KNOWN.containsAll(query.keySet())) {
            error(400, "unknown parameter " + query.keySet());
            return;
        }
        String shape =
                exchange.getRequestMethod()
                        + " "
                        + path.size()
                        + (path.getFirst().equals("upload") ? " upload" : "");
        switch (shape) {
            case "GET 3" -> listBuckets();
            case "POST 3" -> makeBucket();
            case "DELETE 4" -> removeBucket(path.get(3));
            case "POST 6 upload", "PUT 6 upload" -> upload();
            default -> {
                Optional<SortedMap<String, Stored>> bucket =
                        path.size() > 4 ? state.bucket(path.get(3)) : Optional.empty();
                if (bucket.isEmpty()) {
                    error(404, "notFound");
                } else {
                    inBucket(shape, bucket.get());
                }
            }
        }
    }

    private void inBucket(String shape, SortedMap<String, Stored> bucket) throws IOException {
        switch (shape) {
            case "GET 5" -> list(bucket);
            case "GET 6" -> read(bucket, path.get(5));
            case "DELETE 6" -> remove(bucket, path.get(5));
            case "POST 11" -> rewrite(bucket);
            default -> error(400, "no such request: " + shape);
        }
    }

    private void error(int status, String reason) throws IOException {
        GcsServer.error(exchange, status, reason);
    }

    private void listBuckets() throws IOException {
        List<GenericJson> items =
                state.buckets().keySet().stream()
                        .sorted()
                        .map(name -> new GenericJson().set("name", name))
                        .toList();
        GcsServer.json(exchange, new GenericJson().set("items", items));
    }

    private GenericJson body() throws IOException {
        return read(sent());
    }

    /** The client packs what is long enough. */
    private byte[] sent() throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!"gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            return body;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    private static GenericJson read(byte[] json) throws IOException {
        return GsonFactory.getDefaultInstance()
                .fromString(new String(json, StandardCharsets.UTF_8), GenericJson.class);
    }

    private void makeBucket() throws IOException {
        String name = String.valueOf(body().get("name"));
        if (!"project-of-tests".equals(query.get("project"))) {
            error(403, "forbidden");
        } else if (state.make(name)) {
            GcsServer.json(exchange, new GenericJson().set("name", name));
        } else {
            error(409, "conflict");
        }
    }

    private void removeBucket(String name) throws IOException {
        Optional<SortedMap<String, Stored>> bucket = state.bucket(name);
        if (bucket.isEmpty()) {
            error(404, "notFound");
        } else if (!bucket.get().isEmpty()) {
            error(409, "conflict");
        } else {
            state.buckets().remove(name);
            GcsServer.bytes(exchange, 204, NOTHING);
        }
    }

    private GenericJson shown(String name, Stored object) {
        String bucket = path.get(path.getFirst().equals("upload") ? 4 : 3);
        return GcsShown.of(endpoint, bucket, name, object);
    }

    /** The token of a page is the name with which the next one begins. */
    private void list(SortedMap<String, Stored> bucket) throws IOException {
        String start = query.getOrDefault("pageToken", query.getOrDefault("startOffset", ""));
        String prefix = query.getOrDefault("prefix", "");
        int limit = Math.min(1_000, Integer.parseInt(query.getOrDefault("maxResults", "1000")));
        List<GenericJson> items = new ArrayList<>();
        Set<String> groups = new LinkedHashSet<>();
        GenericJson answer = new GenericJson();
        synchronized (bucket) {
            for (Map.Entry<String, Stored> entry : bucket.tailMap(start).entrySet()) {
                Optional<String> group = group(entry.getKey(), prefix);
                if (!entry.getKey().startsWith(prefix)
                        || group.filter(groups::contains).isPresent()) {
                    continue;
                }
                if (items.size() + groups.size() == limit) {
                    answer.set("nextPageToken", entry.getKey());
                    break;
                }
                group.ifPresentOrElse(
                        groups::add, () -> items.add(shown(entry.getKey(), entry.getValue())));
            }
        }
        if (!items.isEmpty()) {
            answer.set("items", items);
        }
        GcsServer.json(exchange, groups.isEmpty() ? answer : answer.set("prefixes", groups));
    }

    /** What a list with a delimiter has in the place of a name; empty when that name itself. */
    private Optional<String> group(String name, String prefix) {
        String delimiter = query.getOrDefault("delimiter", "");
        int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
        return end < 0 ? Optional.empty() : Optional.of(name.substring(0, end + 1));
    }

    private void read(SortedMap<String, Stored> bucket, String name) throws IOException {
        Stored object;
        synchronized (bucket) {
            object = bucket.get(name);
        }
        if (object == null) {
            error(404, "notFound");
        } else if (!"media".equals(query.get("alt"))) {
            GcsServer.json(exchange, shown(name, object));
        } else {
            String range = exchange.getRequestHeaders().getFirst("Range");
            String[] ends = range == null ? new String[] {"0"} : range.substring(6).split("-");
            int from = Integer.parseInt(ends[0]);
            int length = object.content().length;
            int end = ends.length < 2 ? length : Math.min(length, Integer.parseInt(ends[1]) + 1);
            if (from > 0 && from >= length) {
                error(416, "requestedRangeNotSatisfiable");
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                GcsServer.bytes(
                        exchange,
                        from > 0 || end < length ? 206 : 200,
                        Arrays.copyOfRange(object.content(), from, end));
            }
        }
    }

    private void remove(SortedMap<String, Stored> bucket, String name) throws IOException {
        Stored gone;
        synchronized (bucket) {
            gone = bucket.remove(name);
        }
        if (gone == null) {
            error(404, "notFound");
        } else {
            GcsServer.bytes(exchange, 204, NOTHING);
        }
    }

    /** In two steps, as the store does with large ones. */
    private void rewrite(SortedMap<String, Stored> bucket) throws IOException {
        Stored from;
        synchronized (bucket) {
            from = bucket.get(path.get(5));
        }
        Optional<SortedMap<String, Stored>> target = state.bucket(path.get(8));
        if (from == null || target.isEmpty()) {
            error(404, "notFound");
        } else if (!"half".equals(query.get("rewriteToken"))) {
            GcsServer.json(
                    exchange, new GenericJson().set("done", false).set("rewriteToken", "half"));
        } else {
            GenericJson metadata = from.metadata().clone().set("name", path.get(10));
            Stored to =
                    state.put(target.get(), metadata, Optional.empty(), from.content())
                            .orElseThrow();
            GcsServer.json(
                    exchange,
                    new GenericJson().set("done", true).set("resource", shown(path.get(10), to)));
        }
    }

    private void upload() throws IOException {
        Optional<SortedMap<String, Stored>> bucket = state.bucket(path.get(4));
        if (bucket.isEmpty()) {
            error(404, "notFound");
            return;
        }
        switch (query.getOrDefault("uploadType", "")) {
            case "multipart" -> multipart(bucket.get());
            case "resumable" -> {
                if (query.containsKey("upload_id")) {
                    goOn(bucket.get());
                } else {
                    begin();
                }
            }
            default -> error(400, "no such upload");
        }
    }

    private Optional<Long> condition() {
        return Optional.ofNullable(query.get("ifGenerationMatch")).map(Long::valueOf);
    }

    private void written(
            SortedMap<String, Stored> bucket,
            GenericJson metadata,
            Optional<Long> condition,
            byte[] content)
            throws IOException {
        Optional<Stored> written = state.put(bucket, metadata, condition, content);
        if (written.isEmpty()) {
            error(412, "conditionNotMet");
        } else {
            GcsServer.json(exchange, shown(String.valueOf(metadata.get("name")), written.get()));
        }
    }

    private void multipart(SortedMap<String, Stored> bucket) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String boundary = "--" + type.replaceAll(".*boundary=\"?([^\";]+)\"?.*", "$1");
        String all = new String(sent(), StandardCharsets.ISO_8859_1);
        int first = all.indexOf(boundary);
        int second = all.indexOf("\r\n" + boundary, first + 1);
        int third = all.indexOf("\r\n" + boundary + "--", second + 1);
        String head = all.substring(all.indexOf("\r\n\r\n", first) + 4, second);
        String content = all.substring(all.indexOf("\r\n\r\n", second + 2) + 4, third);
        GenericJson metadata = read(head.getBytes(StandardCharsets.ISO_8859_1));
        written(bucket, metadata, condition(), content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void begin() throws IOException {
        String id = UUID.randomUUID().toString();
        state.uploads().put(id, new Upload(body(), condition(), NOTHING));
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        endpoint
                                + "/upload/storage/v1/b/"
                                + path.get(4)
                                + "/o?uploadType=resumable&upload_id="
                                + id);
        GcsServer.bytes(exchange, 200, NOTHING);
    }

    /** A part that begins elsewhere than where the last one ended is refused. */
    private void goOn(SortedMap<String, Stored> bucket) throws IOException {
        String id = query.get("upload_id");
        Upload upload = state.uploads().get(id);
        Matcher range = RANGE.matcher(exchange.getRequestHeaders().getFirst("Content-Range"));
        if (upload == null || !range.matches()) {
            error(400, "no such upload");
            return;
        }
        byte[] part = sent();
        byte[] content = upload.content();
        if (range.group(1) != null) {
            if (Integer.parseInt(range.group(1)) != content.length) {
                error(400, "a part is missing");
                return;
            }
            content = Arrays.copyOf(content, content.length + part.length);
            System.arraycopy(part, 0, content, content.length - part.length, part.length);
        }
        if (range.group(3).equals(Integer.toString(content.length))) {
            state.uploads().remove(id);
            written(bucket, upload.metadata(), upload.condition(), content);
            return;
        }
        state.uploads().put(id, new Upload(upload.metadata(), upload.condition(), content));
        if (content.length > 0) {
            exchange.getResponseHeaders().set("Range", "bytes=0-" + (content.length - 1));
        }
        // What "308" means elsewhere has been given another meaning, so a client may forbid it.
        boolean isForbidden =
                "yes".equals(exchange.getRequestHeaders().getFirst("X-GUploader-No-308"));
        if (isForbidden) {
            exchange.getResponseHeaders().set("X-Http-Status-Code-Override", "308");
        }
        GcsServer.bytes(exchange, isForbidden ? 200 : 308, NOTHING);
    }
}
