package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.ArrayList;
import java.util.List;

/** Removes objects, old versions and unfinished uploads, a thousand at a time. */
final class S3Emptying {
    private static final int NOT_IMPLEMENTED = 501;
    private static final int PAGE = 1_000;

    private final S3Client client;
    private final StoreUri prefix;

    S3Emptying(S3Client client, StoreUri prefix) {
        this.client = client;
        this.prefix = prefix;
    }

    /** Everything below the prefix. */
    void below() throws ObjectStoreException {
        uploads();
        ListObjectsV2Response page;
        do {
            page =
                    client.listObjectsV2(
                            it -> it.bucket(prefix.bucket()).prefix(prefix.key()).maxKeys(PAGE));
            delete(
                    page.contents().stream()
                            .map(it -> ObjectIdentifier.builder().key(it.key()).build())
                            .toList());
        } while (!page.contents().isEmpty() && Boolean.TRUE.equals(page.isTruncated()));
    }

    /** Everything in the bucket, so that it can be removed. */
    void all() throws ObjectStoreException {
        below();
        try {
            versions();
        } catch (S3Exception unknown) {
            boolean knowsNone =
                    unknown.statusCode() == NOT_IMPLEMENTED
                            || S3Errors.code(unknown).equals("NotImplemented");
            if (!knowsNone) {
                throw unknown;
            }
        }
    }

    private void versions() throws ObjectStoreException {
        ListObjectVersionsResponse page;
        do {
            page = client.listObjectVersions(it -> it.bucket(prefix.bucket()).maxKeys(PAGE));
            List<ObjectIdentifier> found = new ArrayList<>();
            page.versions().forEach(it -> found.add(identifier(it.key(), it.versionId())));
            page.deleteMarkers().forEach(it -> found.add(identifier(it.key(), it.versionId())));
            delete(found);
        } while (Boolean.TRUE.equals(page.isTruncated()));
    }

    private static ObjectIdentifier identifier(String key, String version) {
        return ObjectIdentifier.builder().key(key).versionId(version).build();
    }

    private void delete(List<ObjectIdentifier> objects) throws ObjectStoreException {
        if (objects.isEmpty()) {
            return;
        }
        DeleteObjectsResponse answer =
                client.deleteObjects(
                        it -> it.bucket(prefix.bucket()).delete(of -> of.objects(objects)));
        if (!answer.errors().isEmpty()) {
            S3Error first = answer.errors().getFirst();
            StoreUri object =
                    new StoreUri(prefix.store(), prefix.area(), prefix.bucket(), first.key());
            throw S3Errors.ofCode(first.code(), "delete", object);
        }
    }

    private void uploads() {
        ListMultipartUploadsResponse page;
        do {
            page =
                    client.listMultipartUploads(
                            it -> {
                                it.bucket(prefix.bucket());
                                if (!prefix.key().isEmpty()) {
                                    it.prefix(prefix.key());
                                }
                            });
            for (MultipartUpload upload : page.uploads()) {
                if (upload.key().startsWith(prefix.key())) {
                    abort(upload);
                }
            }
        } while (!page.uploads().isEmpty() && Boolean.TRUE.equals(page.isTruncated()));
    }

    private void abort(MultipartUpload upload) {
        try {
            client.abortMultipartUpload(
                    it -> it.bucket(prefix.bucket()).key(upload.key()).uploadId(upload.uploadId()));
        } catch (NoSuchUploadException ended) {
            // As it should be.
        }
    }
}
