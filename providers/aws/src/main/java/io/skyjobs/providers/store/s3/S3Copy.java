package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.StoreUri;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.util.ArrayList;
import java.util.List;

/** A copy inside a store: in one step, or in parts above what S3 copies at once. */
final class S3Copy {
    /** The most that S3 copies at once. */
    static final long AT_ONCE_BYTES = 5L << 30;

    private static final long PART_BYTES = 1L << 30;

    private final S3Client client;
    private final StoreUri from;
    private final StoreUri to;

    S3Copy(S3Client client, StoreUri from, StoreUri to) {
        this.client = client;
        this.from = from;
        this.to = to;
    }

    /** Makes the copy. */
    void run() {
        long size =
                client.headObject(it -> it.bucket(from.bucket()).key(from.key())).contentLength();
        if (size > AT_ONCE_BYTES) {
            inParts(size, PART_BYTES);
        } else {
            client.copyObject(
                    it ->
                            it.sourceBucket(from.bucket())
                                    .sourceKey(from.key())
                                    .destinationBucket(to.bucket())
                                    .destinationKey(to.key()));
        }
    }

    /** Makes the copy in parts, of which none stays after a failure. */
    void inParts(long size, long part) {
        String id =
                client.createMultipartUpload(it -> it.bucket(to.bucket()).key(to.key())).uploadId();
        boolean done = false;
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long start = 0; start < size; start += part) {
                parts.add(part(id, parts.size() + 1, start, Math.min(size, start + part) - 1));
            }
            client.completeMultipartUpload(
                    it ->
                            it.bucket(to.bucket())
                                    .key(to.key())
                                    .uploadId(id)
                                    .multipartUpload(of -> of.parts(parts)));
            done = true;
        } finally {
            if (!done) {
                S3Upload.abort(client, to, id);
            }
        }
    }

    private CompletedPart part(String id, int number, long first, long last) throws SdkException {
        String tag =
                client.uploadPartCopy(
                                it ->
                                        it.sourceBucket(from.bucket())
                                                .sourceKey(from.key())
                                                .copySourceRange("bytes=" + first + "-" + last)
                                                .destinationBucket(to.bucket())
                                                .destinationKey(to.key())
                                                .uploadId(id)
                                                .partNumber(number))
                        .copyPartResult()
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }
}
