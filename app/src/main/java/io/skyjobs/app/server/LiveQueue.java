package io.skyjobs.app.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import io.skyjobs.app.api.ChangedJobs;
import io.skyjobs.app.api.JsonText;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tells readers which jobs changed, as server-sent events, a few times a second at most. The id of
 * an event says where its reader stands, so that one who comes again misses nothing.
 */
final class LiveQueue {
    /** So many jobs are named; more mean that the reader should look at everything. */
    private static final int MOST = 500;

    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final int RUN_BYTES = 6;

    /** Its reader comes again then, if it still may. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final ChangeFeed feed;
    private final Duration heartbeat;

    /** Which run of the server it is: positions of another one mean nothing here. */
    private final String run;

    LiveQueue(ChangeFeed feed, Duration heartbeat) {
        this.feed = feed;
        this.heartbeat = heartbeat;
        byte[] drawn = new byte[RUN_BYTES];
        new SecureRandom().nextBytes(drawn);
        this.run = HexFormat.of().formatHex(drawn);
    }

    void follow(ServerRequest request, ServerResponse response) throws InterruptedException {
        Optional<String> last = request.headers().first(HeaderNames.create("Last-Event-ID"));
        long now = feed.position();
        long known = last.map(this::position).orElse(now);
        // Who comes for the first time may have read before this moment: it looks once more.
        boolean lost = known < 0 || last.isEmpty();
        long position = known < 0 ? now : known;
        try (SseSink sink = response.sink(SseSink.TYPE)) {
            // Tells the reader that it is connected, and whether it missed anything.
            sink.emit(
                    event(
                            new ChangeFeed.News(
                                    position, lost ? Optional.empty() : Optional.of(List.of()))));
            long begun = System.nanoTime();
            while (!feed.closing() && System.nanoTime() - begun < LONGEST.toNanos()) {
                Optional<ChangeFeed.News> news = feed.after(position, MOST, heartbeat);
                if (news.isPresent()) {
                    position = news.get().position();
                    sink.emit(event(news.get()));
                    Thread.sleep(PAUSE);
                } else {
                    // Shows both ends that the other one is there.
                    sink.emit(SseEvent.builder().comment("still here").build());
                }
            }
        } catch (UncheckedIOException gone) {
            // The reader went away; it is the only one who would care.
        }
    }

    /** Where a reader stood; negative when that is not known any more. */
    private long position(String id) {
        String[] parts = id.split("-", -1);
        try {
            return parts.length == 2 && parts[0].equals(run) ? Long.parseLong(parts[1]) : -1;
        } catch (NumberFormatException notOurs) {
            return -1;
        }
    }

    private SseEvent event(ChangeFeed.News news) {
        ChangedJobs changed = new ChangedJobs(news.jobs().orElse(List.of()), news.jobs().isEmpty());
        return SseEvent.builder()
                .id(run + "-" + news.position())
                .name("jobs")
                .data(
                        new String(
                                JsonText.write(ChangedJobs.class, changed), StandardCharsets.UTF_8))
                .build();
    }
}
