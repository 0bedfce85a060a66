package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.server.ChangeFeed.News;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Which jobs changed, for those who follow all of them. */
class ChangeFeedTest {
    private final List<LongConsumer> listeners = new ArrayList<>();
    private final ChangeFeed feed =
            new ChangeFeed(
                    listener -> {
                        listeners.add(listener);
                        return () -> listeners.remove(listener);
                    });

    private void change(long job) {
        listeners.forEach(listener -> listener.accept(job));
    }

    @Test
    void everyChangeIsToldOnce() throws InterruptedException {
        long start = feed.position();
        change(2);
        change(1);
        change(2);
        News news = feed.after(start, 10, Duration.ZERO).orElseThrow();
        assertThat(news.jobs()).hasValue(List.of(2L, 1L));
        assertThat(feed.after(news.position(), 10, Duration.ZERO)).isEmpty();
        change(3);
        assertThat(feed.after(news.position(), 10, Duration.ZERO))
                .hasValue(new News(news.position() + 1, Optional.of(List.of(3L))));
    }

    @Test
    void whoeverIsFarBehindLooksAtEverything() throws InterruptedException {
        long start = feed.position();
        change(1);
        change(2);
        assertThat(feed.after(start, 1, Duration.ZERO).orElseThrow().jobs()).isEmpty();
        for (int i = 0; i < 17_000; i++) {
            change(1);
        }
        assertThat(feed.after(start, 10, Duration.ZERO).orElseThrow().jobs()).isEmpty();
        assertThat(feed.after(feed.position() - 1, 10, Duration.ZERO).orElseThrow().jobs())
                .hasValue(List.of(1L));
    }

    @Test
    void nobodyWaitsForAServerThatGoesDown() throws InterruptedException {
        feed.close();
        assertThat(feed.closing()).isTrue();
        assertThat(listeners).isEmpty();
        assertThat(feed.after(feed.position(), 10, Duration.ofDays(1))).isEmpty();
    }
}
