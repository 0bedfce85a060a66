package io.skyjobs.bench;

import io.skyjobs.providers.store.s3.S3ObjectStoreFactory;
import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.spi.store.StoreUri;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Entry of the benchmark of object stores, for {@code bench/store}. The environment names the S3
 * server and the keys, as AWS's own tools read them; the server is the caller's. Arguments:
 * directory for all that is written, small files, MiB of the large file, turns, and a file for the
 * figures as JSON.
 */
public final class StoreBenchMain {
    private StoreBenchMain() {}

    public static void main(String[] arguments) throws Exception {
        List<String> given = Arrays.asList(arguments);
        Path directory = Path.of(given.get(0));
        int files = Integer.parseInt(given.get(1));
        int mib = Integer.parseInt(given.get(2));
        int turns = Integer.parseInt(given.get(3));
        StoreContext context =
                new StoreContext(
                        directory,
                        directory.resolve("state"),
                        Map.of(),
                        System.getenv(),
                        InstantSource.system());
        try (ObjectStore store = s3(context)) {
            Readiness readiness = store.readiness();
            if (!readiness.enabled()) {
                throw new IllegalStateException("S3 cannot be used: " + readiness.hint());
            }
            StoreUri bucket = store.bucket("bench-" + Long.toString(System.nanoTime(), 36));
            store.create(bucket, Optional.empty());
            Report report = new Report(System.out);
            report.head();
            try {
                StoreMeasurement measurement =
                        new StoreMeasurement(store, bucket, directory, report);
                measurement.nothing(turns);
                Path small = directory.resolve("small");
                SampleTrees.small(small, files);
                measurement.tree(files + " files of 2 KB", small, turns);
                Path large = directory.resolve("large");
                SampleTrees.large(large, mib);
                measurement.tree("one file of " + mib + " MiB", large, turns);
            } finally {
                store.remove(bucket);
            }
            Optional<Path> output = given.stream().skip(4).findFirst().map(Path::of);
            if (output.isPresent()) {
                Files.writeString(output.get(), report.json(), StandardCharsets.UTF_8);
            }
        }
    }

    private static ObjectStore s3(StoreContext context) {
        return new S3ObjectStoreFactory()
                .create(context).stream()
                        .filter(store -> store.name().equals("s3"))
                        .findFirst()
                        .orElseThrow();
    }
}
