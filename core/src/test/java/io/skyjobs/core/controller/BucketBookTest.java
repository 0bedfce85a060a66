package io.skyjobs.core.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bucket.BucketRecord;
import io.skyjobs.core.bucket.BucketState;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;

import java.time.Instant;

/** Who may remove a bucket, and until when nobody may begin to use it. */
class BucketBookTest {
    private static final StoreUri BUCKET = StoreUri.ofBucket("s3", "", "bucket");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final BucketRecord MADE =
            new BucketRecord(BUCKET, 1, false, NOW, new BucketState.Made());

    private final BucketBook book = new BucketBook();

    @Test
    void onlyOneRemovesABucketAndItMayTryAgain() {
        book.put(MADE);
        assertThat(book.beginRemoval(BUCKET, 1)).isTrue();
        assertThat(book.beginRemoval(BUCKET, 2)).isFalse();
        assertThat(book.beginRemoval(BUCKET, BucketBook.NOBODY)).isFalse();
        assertThat(book.beginRemoval(BUCKET.resolve("key"), 1)).isTrue();
        assertThat(book.isGoing(BUCKET)).isTrue();

        book.endRemoval(BUCKET);

        assertThat(book.isGoing(BUCKET)).isFalse();
        assertThat(book.beginRemoval(BUCKET, BucketBook.NOBODY)).isTrue();
        assertThat(book.beginRemoval(BUCKET, BucketBook.NOBODY)).isFalse();
    }

    @Test
    void itIsFreeAgainOnceItIsInTheBookThatItIsGone() {
        book.put(MADE);
        assertThat(book.beginRemoval(BUCKET, 1)).isTrue();

        book.put(MADE.with(new BucketState.Gone(NOW)));

        assertThat(book.isGoing(BUCKET)).isFalse();
        assertThat(book.of(BUCKET)).isEmpty();
    }

    @Test
    void whatIsToGoIsNotUsed() {
        book.put(MADE.with(new BucketState.Removing(NOW)));

        assertThat(book.isGoing(BUCKET)).isTrue();
    }
}
