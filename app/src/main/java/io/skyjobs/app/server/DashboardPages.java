package io.skyjobs.app.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.skyjobs.app.api.ContentHash;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dashboard: one page and its assets, each known by name, none made from what a request says.
 * The page holds no data; what it shows it asks the API for, with the token of a session.
 */
final class DashboardPages {
    /** Where all of it is. */
    static final String ROOT = "/dashboard";

    private static final String ASSETS = ROOT + "/assets/";
    private static final Pattern INLINE =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final Asset page;
    private final String policy;

    /** What a browser gets; its text, as all of it is text. */
    private record Asset(String type, String text, String tag) {}

    /** Reads everything. */
    private DashboardPages() {
        this.page = asset("text/html; charset=utf-8", "/dashboard/index.html");
        for (String line : read("/dashboard/assets.txt").split("\n", -1)) {
            String[] words = line.strip().split(" +", -1);
            if (words.length == 2) {
                assets.put(words[0], asset(type(words[0]), words[1]));
            }
        }
        this.policy = policy(page.text);
    }

    /** Whether a path is of the dashboard, so that it needs no token. */
    static boolean has(String path) {
        return path.equals("/") || path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    /** Read when somebody looks for the first time: a server that starts for a command does not. */
    private static final class Held {
        private static final DashboardPages PAGES = new DashboardPages();
    }

    static void route(HttpRouting.Builder routing) {
        routing.get("/", DashboardPages::toPage);
        routing.get(ROOT, (request, response) -> Held.PAGES.page(request, response));
        routing.get(ROOT + "/*", (request, response) -> Held.PAGES.any(request, response));
    }

    private static void toPage(ServerRequest request, ServerResponse response) {
        response.status(302);
        response.header("Location", ROOT);
        response.send();
    }

    private void any(ServerRequest request, ServerResponse response) {
        String path = request.path().path();
        if (!path.startsWith(ASSETS)) {
            page(request, response);
            return;
        }
        Asset found = assets.get(path.substring(ASSETS.length()));
        if (found == null) {
            Replies.send(
                    response,
                    ProblemReply.of(404, ProblemCode.NOT_FOUND, "There is nothing at this path."));
            return;
        }
        send(request, response, found);
    }

    private void page(ServerRequest request, ServerResponse response) {
        response.header("Content-Security-Policy", policy);
        response.header("X-Frame-Options", "DENY");
        response.header("Referrer-Policy", "no-referrer");
        response.header("Cross-Origin-Opener-Policy", "same-origin");
        send(request, response, page);
    }

    /** The asset, or that it has not changed since the browser got it. */
    private static void send(ServerRequest request, ServerResponse response, Asset asset) {
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        response.header("ETag", asset.tag);
        Optional<String> known = request.headers().first(HeaderNames.IF_NONE_MATCH);
        if (known.filter(asset.tag::equals).isPresent()) {
            response.status(304);
            response.send();
            return;
        }
        response.header("Content-Type", asset.type);
        response.send(asset.text.getBytes(StandardCharsets.UTF_8));
    }

    /** Only our own scripts run, and the one map of names that stands in the page. */
    private static String policy(String html) {
        Matcher map = INLINE.matcher(html);
        String own = map.find() ? " 'sha256-" + digest(map.group(1)) + "'" : "";
        return "default-src 'none'; script-src 'self'"
                + own
                + "; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static Asset asset(String type, String resource) {
        String text = read(resource);
        return new Asset(type, text, "\"" + digest(text) + "\"");
    }

    private static String digest(String text) {
        byte[] hash = ContentHash.begin().digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(hash);
    }

    private static String read(String resource) {
        return new String(Packaged.bytes(resource), StandardCharsets.UTF_8);
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("no type is known for " + name);
        };
    }
}
